import { z } from 'zod';
import { idSchema } from '../connection.ts';
import { defineFault } from '../fault.ts';
import { quantity } from '../field.ts';

const config = z.strictObject({
  request: idSchema,
  share: quantity('fraction', {
    title: 'Share',
    help: 'Part of these requests that asks for the one item; the others ask as before.',
    default: '40 %',
    source: 'Assumption: one post that everybody wants to see.',
    above: 0,
    max: 1,
  }),
});

/** One item, until now one among many, is what a share of the requests asks for. */
export const hotKey = defineFault({
  kind: 'hotKey',
  title: 'Hot key',
  summary: 'A share of the requests suddenly asks for the same item.',
  help: 'The load is the same, its spread is not: one shard or one cache node gets it all, and where the item expires, all who ask at that moment miss together. Any item may be struck, however unpopular before.',
  icon: 'flame',
  target: 'request',
  config,
  begin: ({ request, share }, targets) => targets.hotKeys.begin(request, share),
  end: ({ request, share }, targets) => targets.hotKeys.end(request, share),
  label: ({ request, share }) => `${request} hot key ${Math.round(share * 1000) / 10} %`,
});
