import { z } from 'zod';
import { idSchema } from '../connection.ts';
import { defineFault } from '../fault.ts';
import { nameField, quantity } from '../field.ts';

const config = z.strictObject({
  factor: quantity('count', {
    title: 'Factor',
    help: 'Requests arrive this many times as often.',
    default: 10,
    source: 'Assumption: a flash sale, an order of magnitude above the usual.',
    above: 0,
    max: 1e4,
  }),
  client: nameField(idSchema, {
    title: 'Client',
    help: 'Whose load grows: a client of its own for bots shows an attack beside the usual load. All clients if empty.',
  }),
});
export type SurgeConfig = z.output<typeof config>;

/** More requests arrive. The arrival processes read it beforehand, since the rate must be known to be drawn exactly. */
export const surge = defineFault({
  kind: 'surge',
  title: 'Surge',
  summary: 'Many times the usual load arrives.',
  help: 'All open streams arrive faster. Closed streams have as many users as before.',
  icon: 'trending-up',
  target: 'load',
  isFrequent: true,
  config,
  begin: () => {},
  end: () => {},
  label: ({ factor }) => `surge ×${factor}`,
});
