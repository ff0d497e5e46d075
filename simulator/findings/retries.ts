import { onConnection } from '../change.ts';
import type { Model } from '../model.ts';
import type { ResultFinding, RunResult } from '../result.ts';
import { ends, type Symptom } from './symptom.ts';

function observe(_model: Model, result: RunResult): ResultFinding[] {
  return Object.entries(result.connections).flatMap(
    ([connection, { from, to, calls, attempts, retries: made }]): ResultFinding[] => {
      const amplification = attempts / calls;
      // Retries that a bulkhead or an open breaker refuses are no load.
      if (calls === 0 || made / calls < 0.05 || amplification <= 1) return [];
      return [
        {
          code: 'retry-amplification',
          severity: amplification > 1.5 ? 'critical' : 'warning',
          connection,
          says: `${from} → ${to}: retries turn each call into ${amplification.toFixed(2)} attempts.`,
          evidence: { amplification, retries: made, calls },
        },
      ];
    },
  );
}

/** What most who bound their retries allow: one in ten requests. [Google SRE book, chapter 21] */
const BUDGET = { per: 'first-try', ratio: 0.1, bucket: 10 } as const;

/** Retries that are a notable part of the load. */
export const retries: Symptom = {
  codes: ['retry-amplification'],
  observe,
  remedies: ({ connection }, model) => {
    const of = model.connections.find(({ spec }) => `${spec.from}->${spec.to}` === connection);
    if (of?.spec.retry === undefined) return [];
    const at = ends(connection);
    const none = onConnection(at, 'retry', 'without retries');
    if (of.spec.retry.budget !== undefined) return [none];
    const value = { ...of.spec.retry, budget: BUDGET };
    return [none, onConnection(at, 'retry', 'retry budget of 10 %', value)];
  },
};
