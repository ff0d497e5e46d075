import type { z } from 'zod';
import { choice, group } from '../field.ts';
import { backoffField } from './backoff.ts';

/** A step of a saga: what a call has done is undone by another when the request fails later. */
export const undoField = group(
  {
    title: 'Undo',
    help: 'The step of a saga: when the request fails after this call was done, another call of the same kind undoes it, and is tried until it succeeds. It is as much work as the call itself.',
    advanced: true,
  },
  {
    remembers: choice({
      title: 'Remembers',
      help: 'Where the caller keeps what it has begun. If it crashes in the midst of a request somebody must know what is to be undone.',
      options: [
        {
          value: 'durable',
          title: 'Durably',
          description:
            'In a database or a workflow engine: what a crash has cut off is undone when the caller is back.',
        },
        { value: 'memory', title: 'In memory', description: 'With a crash it is forgotten, and stays half done.' },
      ],
      default: 'durable',
      source: 'Temporal and AWS Step Functions keep the state of each workflow durably.',
    }),
    backoff: backoffField({
      base: { default: '1 s', source: 'Temporal retry policy: an initial interval of 1 s.' },
      cap: { default: '100 s', source: 'Temporal retry policy: at most 100 × the initial interval.' },
      jitter: { default: 'none', source: 'Temporal retry policy: a coefficient of 2 and no limit of attempts.' },
    }),
  },
);

/** As parsed. */
export type UndoSpec = NonNullable<z.output<typeof undoField>>;
