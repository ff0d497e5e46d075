import type { Measurement } from './measurement.ts';

/** Where failures began. */
export interface Failures {
  readonly component: string;
  readonly reason: string;
  readonly count: number;
}

/** Less than this share of the answers failed: nothing did, to whoever looks at the service. */
const NEGLIGIBLE = 0.001;

/** A call that timed out or was refused failed at the one that was called: `api->db` is the database's failure. */
function componentOf(at: string): string {
  return at.split('->').at(-1) ?? at;
}

/** Where the failures of a run began, the most frequent first; empty where next to nothing failed. */
export function mostFailures({ requests }: Measurement): readonly Failures[] {
  const all = requests['*'];
  if (all === undefined || all.errorRate < NEGLIGIBLE) return [];
  return all.failures.map(({ at, reason, count }) => ({ component: componentOf(at), reason, count }));
}
