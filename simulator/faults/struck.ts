import { choice, namesField, optionalQuantity } from '../field.ts';

/** How many instances a fault strikes, the first ones. `verb` is what they do. */
export function struckReplicas(verb: string) {
  return optionalQuantity('count', {
    title: 'Replicas',
    help: `How many instances ${verb}, the first ones; all of them if empty. One bad instance among many is a gray failure.`,
    min: 1,
    max: 100_000,
    integer: true,
  });
}

/** Which requests a fault strikes. `verb` is what becomes of them. */
export function struckRequests(verb: string) {
  return namesField({
    title: 'Requests',
    help: `Which requests ${verb}: names of requests, "read" or "write". All if empty.`,
  });
}

/** What callers notice of an instance that is down. */
export const callsField = choice({
  title: 'Calls',
  help: 'What callers notice.',
  options: [
    {
      value: 'refused',
      title: 'Refused',
      description: 'The process has died and its host says so: calls fail at once.',
    },
    {
      value: 'hang',
      title: 'Hang',
      description: 'The host is gone: nobody answers, and calls wait for their timeout or for its return.',
    },
  ],
  default: 'refused',
  source: 'RFC 9293, section 3.5.2: a host answers with a reset where nobody listens.',
});
export type Calls = 'refused' | 'hang';
