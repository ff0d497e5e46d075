import { z } from 'zod';
import { idSchema } from '../connection.ts';
import { defineFault } from '../fault.ts';
import { quantity } from '../field.ts';
import { failoverOf } from '../parts/failover.ts';
import { SplitBrain } from '../parts/split-brain.ts';

const config = z.strictObject({
  component: idSchema,
  share: quantity('fraction', {
    title: 'Old side',
    help: 'Share of the calls that come from the side of the old primary: those of the callers who stand beside it. The others reach only the copy.',
    default: '50 %',
    source: 'Assumption: the callers are spread evenly over two zones, and the primary stands in one of them.',
    min: 0,
    max: 1,
  }),
});

/** A primary and its copy cannot hear each other, and each takes the other to be dead. */
export const splitBrain = defineFault({
  kind: 'splitBrain',
  title: 'Split brain',
  summary: 'A partition between a primary and its copy: the copy is promoted, and the old primary is still alive.',
  help: 'Callers beside the copy wait until it has been promoted. With fencing the old primary has stopped by then and its callers are refused: a minority must not write. Without it both accept writes, each for itself, and when they meet again what the old one has accepted since the cut is thrown away, though it was acknowledged. A primary whose writes do not wait for the copy loses those of the detection time even with fencing.',
  icon: 'split',
  target: 'component',
  roles: ['store'],
  unsuited: ({ component }, { spec }) =>
    failoverOf(spec(component) ?? {}) === undefined
      ? `"${component}" has no copy that takes its place: without a failover there is one primary only.`
      : undefined,
  config,
  begin: ({ component, share }, targets) =>
    targets
      .sites(component)
      .flatMap((site) =>
        site.failover === undefined ? [] : [new SplitBrain(site, site.failover, share, site.stream('split brain'))],
      ),
  end: (_, __, split) => {
    for (const one of split) one.heal();
  },
  label: ({ component }) => `${component} split brain`,
});
