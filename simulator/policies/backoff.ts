import type { z } from 'zod';
import { alwaysGroup, choice, quantity } from '../field.ts';

type Sourced<T> = { readonly default: T; readonly source: string };

/** The waits between tries, of a call or of a delivery, with defaults as their kind has them. */
export function backoffField(defaults: {
  base: Sourced<string>;
  cap: Sourced<string>;
  jitter: Sourced<'full' | 'equal' | 'decorrelated' | 'none'>;
}) {
  return alwaysGroup(
    { title: 'Backoff', help: 'How long to wait before the next try; the ceiling grows with each.' },
    {
      base: quantity('time', {
        title: 'Base',
        help: 'Ceiling of the first wait.',
        ...defaults.base,
        min: 0,
        max: 86_400,
      }),
      cap: quantity('time', {
        title: 'Cap',
        help: 'The ceiling grows no further than this.',
        ...defaults.cap,
        min: 0,
        max: 604_800,
      }),
      factor: quantity('count', {
        title: 'Factor',
        help: 'Growth of the ceiling from try to try.',
        default: 2,
        source: 'Brooker, "Exponential Backoff And Jitter", AWS Architecture Blog, 2015.',
        min: 1,
        max: 10,
      }),
      jitter: choice({
        title: 'Jitter',
        help: 'How the wait is drawn below its ceiling.',
        options: [
          { value: 'full', title: 'Full', description: 'Evenly between 0 and the ceiling.' },
          { value: 'equal', title: 'Equal', description: 'Half the ceiling, and evenly up to the other half.' },
          {
            value: 'decorrelated',
            title: 'Decorrelated',
            description: 'Evenly between the base and three times the wait before.',
          },
          { value: 'none', title: 'None', description: 'Exactly the ceiling: clients stay in step.' },
        ],
        ...defaults.jitter,
      }),
      exponentOffset: quantity('count', {
        title: 'Exponent offset',
        help: 'Added to the exponent of the k-th retry; published simulators differ in it.',
        default: 0,
        source:
          'Resilience4j exponential backoff: the first retry waits the base itself, the k-th base × factor^(k−1).',
        min: -1,
        max: 10,
        integer: true,
        advanced: true,
      }),
    },
  );
}

/** As parsed. */
export type BackoffSpec = z.output<ReturnType<typeof backoffField>>;
