import type { z } from 'zod';
import { choice, group, optionalQuantity, optionsOf, quantity } from '../field.ts';

type Sourced<T> = { readonly default: T; readonly source: string };

/** How a limit is kept. */
export const rateLimitAlgorithms = [
  {
    value: 'token-bucket',
    title: 'Token bucket',
    description: 'Tokens accrue at the rate up to the burst; each request takes one.',
  },
  {
    value: 'leaky-bucket',
    title: 'Leaky bucket',
    description: 'Requests leave evenly spaced; as many as the burst wait, and the next is refused.',
  },
  {
    value: 'fixed-window',
    title: 'Fixed window',
    description: 'As many as the burst in each window; around its end twice as many may pass.',
  },
  {
    value: 'sliding-window',
    title: 'Sliding window',
    description: 'As many as the burst in any window, wherever it begins.',
  },
  {
    value: 'sliding-counter',
    title: 'Sliding counter',
    description: 'The same from two numbers: this window’s count, and the share of the last one that is still covered.',
  },
] as const;

/** The fields of a rate limit, of a component or of a connection, with defaults as their kind has them. */
export function rateLimitField(help: string, defaults: { rate: Sourced<string>; burst: Sourced<number> }) {
  return group(
    { title: 'Rate limit', help },
    {
      rate: quantity('rate', {
        title: 'Rate',
        help: 'Requests per second that may pass in the long run, per instance.',
        ...defaults.rate,
        above: 0,
        max: 1e8,
      }),
      burst: quantity('count', {
        title: 'Burst',
        help: 'Requests admitted at once after a quiet spell: the size of the bucket, full at the start, or what a window of burst / rate seconds admits.',
        ...defaults.burst,
        min: 1,
        max: 1e9,
      }),
      algorithm: choice({
        title: 'Algorithm',
        help: 'How it is decided who exceeds the rate.',
        options: optionsOf(rateLimitAlgorithms),
        default: 'token-bucket',
        source: 'Amazon API Gateway and Envoy limit by token buckets.',
        advanced: true,
      }),
      excess: choice({
        title: 'Excess',
        help: 'What happens to a request that exceeds it.',
        options: [
          { value: 'reject', title: 'Refuse', description: 'It is refused at once, as with status 429.' },
          { value: 'delay', title: 'Delay', description: 'It waits for its place, in the order of arrival.' },
        ],
        default: 'reject',
        source: 'Amazon API Gateway answers 429 Too Many Requests.',
        advanced: true,
      }),
      maxWaitDuration: optionalQuantity('time', {
        title: 'Waits at most',
        help: 'A request that would have to wait longer is refused. As long as it takes if empty.',
        above: 0,
        max: 86_400,
        advanced: true,
        appliesWhen: { field: 'excess', is: ['delay'] },
      }),
    },
  );
}

/** A limit that the caller keeps by itself. */
export const connectionRateLimitField = rateLimitField(
  'The caller calls no more often than this: it keeps a limit that the callee has, or protects it. Each caller instance has a limit of its own.',
  {
    rate: { default: '100/s', source: 'Stripe rate limits: 100 requests per second in live mode.' },
    burst: { default: 100, source: 'Assumption: one second of the rate.' },
  },
);

/** One rate limit as parsed. */
export type RateLimitSpec = NonNullable<z.output<typeof connectionRateLimitField>>;
