import { z } from 'zod';
import { idSchema } from '../connection.ts';
import { defineFault } from '../fault.ts';
import { flag } from '../field.ts';

const config = z.strictObject({
  from: idSchema.optional(),
  to: idSchema.optional(),
  fromZone: idSchema.optional(),
  toZone: idSchema.optional(),
  fromRegion: idSchema.optional(),
  toRegion: idSchema.optional(),
  oneWay: flag({
    title: 'One way',
    help: 'Nothing passes from the first to the second; what the second sends arrives. Calls are made, done and never heard of again, or never arrive.',
    default: false,
    source: 'Assumption: a broken link carries nothing either way; asymmetric ones come from firewalls and routes.',
  }),
});
export type PartitionConfig = z.output<typeof config>;

/** Nothing passes between two components, zones or regions: neither calls nor answers. */
export const partition = defineFault({
  kind: 'partition',
  title: 'Partition',
  summary: 'Nothing passes a connection, or between two zones, and nobody is told.',
  help: 'Both ends are well and cannot hear each other: calls hang until their timeout, or until the partition heals and what was sent arrives after all. Work done meanwhile is done twice where callers try again. A zone or region alone is cut off from all the others.',
  icon: 'unplug',
  target: 'connection-or-zone',
  isFrequent: true,
  config,
  begin: (places, targets, until) => {
    const cut = targets.linksBetween(places);
    for (const { link, ways } of cut) link.cut(ways, until);
    return cut;
  },
  end: (_config, _targets, cut) => {
    for (const { link, ways } of cut) link.mend(ways);
  },
  label: ({ from, to, fromZone, toZone, fromRegion, toRegion, oneWay }) => {
    const [first, second] = [from ?? fromZone ?? fromRegion, to ?? toZone ?? toRegion ?? 'all others'];
    return `${first}${oneWay || from !== undefined ? '→' : '↔'}${second} partition`;
  },
});
