import { choice, count, group, quantity } from '../field.ts';

/** A second copy for the slow ones. [Dean & Barroso, "The Tail at Scale", CACM 2013; gRPC proposal A6] */
export const hedgeField = group(
  {
    title: 'Hedge',
    help: 'Ask another replica too when the first has not answered for a while, and take the first answer. It cuts the tail for a few per cent more load; under overload it adds load just then.',
  },
  {
    after: quantity('time', {
      title: 'After',
      help: 'Without an answer for so long since the last copy, the next one is sent. 0 sends all at once.',
      default: '50 ms',
      source: 'Assumption: about the 95th percentile of the callee, as Dean & Barroso advise; take yours.',
      min: 0,
      max: 3600,
    }),
    max: count({
      title: 'Copies',
      help: 'Copies beside the first, at most.',
      default: 1,
      source: 'Dean & Barroso, "The Tail at Scale", CACM 2013: one second request.',
      max: 10,
    }),
    cancel: choice({
      title: 'Losers',
      help: 'What becomes of the other copies.',
      options: [
        { value: 'never', title: 'Go on', description: 'They are worked on to their end, for nobody.' },
        {
          value: 'queued',
          title: 'Stop if they wait',
          description: 'A message after the first answer takes back those that have not begun.',
        },
        {
          value: 'running',
          title: 'Stop',
          description: 'A message after the first answer stops them, begun or not.',
        },
        {
          value: 'on-start',
          title: 'Stop when one begins',
          description: 'Tied requests: the first copy that begins takes back, by a message, those that still wait.',
        },
      ],
      default: 'never',
      source: 'Assumption: nobody tells the callee, as over plain HTTP/1.1.',
    }),
  },
);
