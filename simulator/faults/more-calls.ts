import { z } from 'zod';
import { idSchema } from '../connection.ts';
import { defineFault } from '../fault.ts';
import { quantity } from '../field.ts';
import { MOST_REPETITIONS } from '../parts/call-plan.ts';
import type { Site } from '../site.ts';

const config = z.strictObject({
  from: idSchema,
  to: idSchema,
  factor: quantity('count', {
    title: 'Times',
    help: 'Each call becomes so many, one after the other.',
    default: 20,
    source: 'Assumption: a page of 20 rows, each with a query of its own.',
    usual: '5–100',
    min: 2,
    max: 100,
    integer: true,
  }),
});

/** Each call becomes many: the N+1 query that came with a release. */
export const moreCalls = defineFault({
  kind: 'moreCalls',
  title: 'N+1 calls',
  summary: 'Each call becomes many, one after the other.',
  help: 'A loop that asks for each row by itself, a retry loop in the code. The callee stands many times its load, and the caller waits many times as long though each call is as quick as ever.',
  icon: 'repeat',
  target: 'connection',
  unsuited: ({ from, to, factor }, { definition, connection }) => {
    if (definition(from)?.choosesOne === true) return `"${from}" hands each request on once.`;
    const calls = (connection(from, to)?.calls ?? 1) * factor;
    return calls < MOST_REPETITIONS ? undefined : `"${from}" would call "${to}" ${calls} times for each request.`;
  },
  config,
  begin: ({ from, to, factor }, targets) => repeat(targets.sites(from), to, factor),
  end: ({ from, to, factor }, targets) => repeat(targets.sites(from), to, 1 / factor),
  label: ({ from, to, factor }) => `${from}→${to} ×${factor}`,
});

function repeat(sites: readonly Site[], to: string, factor: number): void {
  for (const { component, links, plan } of sites) {
    plan?.repeat(
      component.outgoing.findIndex((_, position) => links[position].connection.spec.to === to),
      factor,
    );
  }
}
