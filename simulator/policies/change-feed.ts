import type { z } from 'zod';
import { choice, group, quantity, timeDistribution } from '../field.ts';

/** How a store tells others of what has been written, on a connection that begins at a store. */
export const changeFeedField = group(
  {
    title: 'Change feed',
    help: 'How the store tells of what has been written: from its log, or by a relay that looks into an outbox table. Of a connection from a database or from object storage; what is not written has its default. What those write to the store who follow the feed it does not tell of again.',
    advanced: true,
  },
  {
    by: choice({
      title: 'By',
      help: 'Who reads what has been committed. Either way the caller has been answered before.',
      options: [
        {
          value: 'log',
          title: 'Log',
          description:
            'The commit log is read (change data capture), or the store sends events: each change after a lag.',
        },
        {
          value: 'poll',
          title: 'Polling',
          description: 'A relay looks into an outbox table at intervals and publishes what is new.',
        },
      ],
      default: 'log',
      source: 'Debezium, DynamoDB Streams and Amazon S3 event notifications work so.',
    }),
    lag: timeDistribution({
      title: 'Lag',
      help: 'From the commit until the change is handed on. Changes stay in the order of their commits.',
      default: '500 ms',
      source: 'Debezium: a connector waits up to poll.interval.ms = 500 ms for new changes.',
      usual: '0.1–2 s; Amazon S3 events seconds, at times a minute',
      appliesWhen: { field: 'by', is: ['log'] },
    }),
    pollInterval: quantity('time', {
      title: 'Poll interval',
      help: 'The relay looks this often, and publishes all that has come since.',
      default: '1 s',
      source: 'Assumption: once a second, which costs the database little.',
      usual: '0.1–5 s',
      above: 0,
      max: 86_400,
      appliesWhen: { field: 'by', is: ['poll'] },
    }),
    duplicates: quantity('fraction', {
      title: 'Duplicates',
      help: 'Share of the changes that are handed on once more although they were taken: the relay crashed before it noted that.',
      default: 0,
      source: 'Assumption: rare enough to leave out; what an answer that does not come causes is counted beside it.',
      usual: '0–0.1 %',
      min: 0,
      max: 1,
      advanced: true,
    }),
  },
);

/** One change feed as parsed. */
export type ChangeFeedSpec = NonNullable<z.output<typeof changeFeedField>>;

/** Of a connection that says nothing of it. */
export const usualFeed: ChangeFeedSpec = changeFeedField.unwrap().parse({});
