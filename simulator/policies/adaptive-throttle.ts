import { group, quantity } from '../field.ts';

/** Client-side throttling. [Google SRE book, chapter 21, "Handling Overload"] */
export const adaptiveThrottleField = group(
  {
    title: 'Adaptive throttle',
    help: 'The caller refuses its own calls when the callee has refused many before, so that saying no costs the callee nothing.',
  },
  {
    window: quantity('time', {
      title: 'Window',
      help: 'How far back calls and acceptances are counted.',
      default: '2 min',
      source: 'Google SRE book, chapter 21: the last two minutes of history.',
      above: 0,
      max: 86_400,
    }),
    k: quantity('count', {
      title: 'K',
      help: 'Calls are refused once there are more than K times as many as were accepted: lower is more aggressive.',
      default: 2,
      source: 'Google SRE book, chapter 21: K = 2.',
      min: 1,
      max: 100,
    }),
  },
);
