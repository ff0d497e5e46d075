import { z } from 'zod';
import { idSchema } from '../connection.ts';
import { defineFault } from '../fault.ts';

const config = z.strictObject({ from: idSchema, to: idSchema });

/** Nothing passes between two components: neither calls nor answers. */
export const partition = defineFault({
  kind: 'partition',
  title: 'Partition',
  summary: 'Nothing passes a connection any more, and nobody is told.',
  help: 'Both ends are well and cannot hear each other: calls hang until their timeout, or until the partition heals and what was sent arrives after all. Work done meanwhile is done twice where callers try again.',
  icon: 'unplug',
  target: 'connection',
  isFrequent: true,
  config,
  begin: ({ from, to }, targets, until) => {
    for (const link of targets.links(from, to)) link.cut(until);
  },
  end: ({ from, to }, targets) => {
    for (const link of targets.links(from, to)) link.mend();
  },
  label: ({ from, to }) => `${from}→${to} partition`,
});
