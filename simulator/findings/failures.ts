import type { Model } from '../model.ts';
import type { ResultFinding, RunResult } from '../result.ts';
import { failureRemedies } from './failure-remedies.ts';
import { percent, type Symptom } from './symptom.ts';

const CAUSES: Readonly<Record<string, string>> = {
  rejected: 'its queue was full',
  'rate-limited': 'the rate limit refused them',
  refused: 'it was down when they came',
  unavailable: 'no healthy target was known',
  'circuit-open': 'the circuit breaker was open',
  timeout: 'no answer came in time',
  error: 'it answered with an error',
  'bulkhead-full': 'the bulkhead had no room for them',
  throttled: 'the caller throttled itself',
  'deadline-exceeded': 'their deadline passed',
  canceled: 'nobody waited for them any more',
  crashed: 'it crashed with them inside',
  shed: 'it shed them: they were late, or others more urgent',
  conflict: 'another try of the same request was still under way',
  blocked: 'a rule took them for an attack',
  abandoned: 'they waited too long for their turn',
};

/** A share of failures that nobody would mention. */
const NEGLIGIBLE = 1e-4;

function observe(model: Model, result: RunResult): ResultFinding[] {
  const all = result.requests['*'];
  if (all.errorRate < NEGLIGIBLE) return [];
  const [first] = all.failures;
  const failed = all.failures.reduce((sum, { count }) => sum + count, 0);
  const isConnection = first.at.includes('->');
  const isLimited = model.components.some(
    ({ spec }) => spec.id === first.at && spec['concurrencyLimit'] !== undefined && first.reason === 'rejected',
  );
  const cause = isLimited ? 'it had as many in progress as its limit lets in' : (CAUSES[first.reason] ?? first.reason);
  return [
    {
      code: 'failures',
      severity: all.errorRate > 0.001 ? 'critical' : 'warning',
      ...(isConnection ? { connection: first.at } : { component: first.at }),
      says: `${percent(all.errorRate)} of the requests failed. Most (${percent(first.count / failed)}) at ${first.at.replace('->', ' → ')}: ${cause}.`,
      evidence: { errorRate: all.errorRate, reason: first.reason, count: first.count },
    },
  ];
}

/** Requests that failed: the most frequent reason, and where it began. */
export const failures: Symptom = { codes: ['failures'], observe, remedies: failureRemedies };
