import { z } from 'zod';
import { idSchema } from '../connection.ts';
import { defineFault } from '../fault.ts';
import { callsField } from './struck.ts';

const config = z.strictObject({ zone: idSchema, calls: callsField });

/** All components of a zone crash together. */
export const outage = defineFault({
  kind: 'outage',
  title: 'Zone outage',
  summary: 'Every component of a zone crashes at once.',
  help: 'Replicas help only where they fail independently: those of one zone share its power and its network. Write the zone of a component in its field "zone".',
  icon: 'power-off',
  target: 'zone',
  isFrequent: true,
  config,
  begin: ({ zone, calls }, targets, until) => {
    for (const site of targets.zone(zone)) site.crash(calls === 'hang' ? until : 0);
  },
  end: ({ zone }, targets) => {
    for (const site of targets.zone(zone)) site.restore();
  },
  label: ({ zone }) => `${zone} outage`,
});
