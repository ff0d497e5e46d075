import { onConnection } from '../change.ts';
import type { Model } from '../model.ts';
import type { ResultFinding, RunResult } from '../result.ts';
import { ends, percent, type Symptom } from './symptom.ts';

function observe(_model: Model, result: RunResult): ResultFinding[] {
  return Object.entries(result.connections).flatMap(([connection, { from, to, breaker }]): ResultFinding[] => {
    if (breaker === undefined || breaker.opened === 0) return [];
    return [
      {
        code: 'breaker-opened',
        severity: 'warning',
        connection,
        says: `${from} → ${to}: the circuit breaker opened ${breaker.opened} times and was open ${percent(breaker.openFraction)} of the time.`,
        evidence: { opened: breaker.opened, openFraction: breaker.openFraction },
      },
    ];
  });
}

/** A circuit breaker that opened. Where things are worse without it, it protects, and the cause is behind it. */
export const breakers: Symptom = {
  codes: ['breaker-opened'],
  observe,
  remedies: ({ connection }) => [onConnection(ends(connection), 'circuitBreaker', 'without the circuit breaker')],
};
