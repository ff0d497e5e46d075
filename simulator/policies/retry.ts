import { choice, choices, count, flag, group, quantity } from '../field.ts';
import { backoffField } from './backoff.ts';

/** Try again, and not too often. [Brooker, "Exponential Backoff And Jitter", AWS Architecture Blog, 2015; Resilience4j] */
export const retryField = group(
  {
    title: 'Retry',
    help: 'Try again when an attempt fails. Retries add load just when capacity is missing: bound them with a budget.',
  },
  {
    attempts: count({
      title: 'Attempts',
      help: 'All tries, the first one included: 3 means at most two retries.',
      default: 3,
      source: 'Resilience4j Retry: maxAttempts = 3.',
      max: 20,
    }),
    on: choices({
      title: 'Retried',
      help: 'Which failures are tried again.',
      options: [
        { value: 'timeout', title: 'Timeout', description: 'No answer in time.' },
        {
          value: 'rejected',
          title: 'Rejected',
          description: 'Refused before any work: queue full, rate limited, circuit open, not reachable.',
        },
        { value: 'error', title: 'Error', description: 'The callee failed while working.' },
      ],
      default: ['timeout', 'rejected', 'error'],
      source: 'Resilience4j Retry: every exception is retried unless told otherwise.',
    }),
    nonIdempotent: flag({
      title: 'Also what is not idempotent',
      help: 'Try requests again that say they are not idempotent, even after a timeout or an error, when they may have been done.',
      default: false,
      source: 'nginx proxy_next_upstream: non_idempotent is off.',
      advanced: true,
    }),
    backoff: backoffField({
      base: {
        default: '50 ms',
        source: 'Amazon DynamoDB Developer Guide: up to 50 ms before the first retry, 100 ms before the second.',
      },
      cap: {
        default: '1 s',
        source: 'Assumption: after 1 s a person’s flow of thought breaks (Nielsen, "Usability Engineering", 1993).',
      },
      jitter: { default: 'full', source: 'Brooker 2015: full jitter clears contention with the fewest calls.' },
    }),
    budget: group(
      {
        title: 'Retry budget',
        help: 'A bucket of tokens, full at the start; each retry takes one, and none is made without.',
      },
      {
        per: choice({
          title: 'Earned by',
          help: 'What fills the bucket.',
          options: [
            { value: 'first-try', title: 'First tries', description: 'Each first try earns a part of a token.' },
            { value: 'success', title: 'Successes', description: 'Each success earns a part of a token (gRPC).' },
          ],
          default: 'first-try',
          source: 'Finagle’s RetryBudget earns by the request; gRPC (proposal A6) by the success.',
        }),
        ratio: quantity('fraction', {
          title: 'Ratio',
          help: 'Tokens earned each time: 10 % allows one retry in ten requests.',
          default: '10 %',
          source: 'Google SRE book, chapter 21: per-client retry budget of 10 %.',
          min: 0,
          max: 10,
        }),
        bucket: quantity('count', {
          title: 'Bucket',
          help: 'Most tokens it can hold.',
          default: 10,
          source: 'gRPC proposal A6: maxTokens = 10 in its example.',
          min: 0,
          max: 1e6,
        }),
      },
    ),
  },
);
