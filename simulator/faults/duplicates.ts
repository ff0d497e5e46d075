import { z } from 'zod';
import { idSchema } from '../connection.ts';
import { defineFault } from '../fault.ts';
import { quantity } from '../field.ts';

const config = z.strictObject({
  from: idSchema,
  to: idSchema,
  share: quantity('fraction', {
    title: 'Share',
    help: 'Of the calls over this connection, how many come twice.',
    default: '10 %',
    source: 'Assumption: a bad hour. Providers of queues and webhooks say that it happens, and not how often.',
    usual: '0.01–10 %',
    min: 0,
    max: 1,
  }),
  after: quantity('time', {
    title: 'After',
    help: 'How much later than the first the second comes.',
    default: '1 s',
    source: 'Assumption: whoever sends has missed the acknowledgment and sends again soon.',
    usual: '0 s–1 h',
    min: 0,
    max: 86_400,
  }),
});

/** Calls come twice: a queue, a provider's webhook or a proxy delivers again what has arrived. */
export const duplicates = defineFault({
  kind: 'duplicates',
  title: 'Duplicate delivery',
  summary: 'A share of the calls or messages over a connection comes twice.',
  help: 'At least once means more than once on a bad day: a queue delivers what has been acknowledged, a provider tells the same event again, a proxy sends a request again whose answer it has missed. Nobody waits for the second; what is done twice is counted, unless keys or the nature of the request make it harmless.',
  icon: 'copy',
  target: 'connection',
  repeats: true,
  config,
  begin: ({ from, to, share, after }, targets) => {
    const draws = targets.stream(`${from}->${to}`, 'duplicates');
    return targets.links(from, to).map((link) => link.sendTwice({ share, after, draws }));
  },
  end: (_, __, begun) => {
    for (const stop of begun) stop();
  },
  label: ({ from, to }) => `${from}→${to} duplicates`,
});
