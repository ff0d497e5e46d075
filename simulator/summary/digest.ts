import { Fingerprint } from '../kernel/index.ts';
import type { ComponentResult, RunResult } from '../result.ts';
import type { Snapshot } from '../snapshot.ts';

/** Hash of everything random in a result: equal in every engine for the same file and seed. */
export function digestOf(result: RunResult, snapshots: readonly Snapshot[]): string {
  const fingerprint = new Fingerprint();
  for (const snapshot of snapshots) fingerprint.text(snapshot.fingerprint);
  // Numbers are written the same way in every engine: the shortest text that reads back as the same double.
  return fingerprint
    .text(
      JSON.stringify(
        sorted({
          components: Object.fromEntries(
            Object.entries(result.components).map(([id, of]) => [id, withoutOutcomes(of)]),
          ),
          requests: withoutBlame(result.requests),
          connections: result.connections,
          timeline: result.timeline,
        }),
      ),
    )
    .hex();
}

/** Effects are counted from events, whose fingerprint is in the digest. */
function withoutOutcomes({ outcomes: _, ...rest }: ComponentResult): Omit<ComponentResult, 'outcomes'> {
  return rest;
}

/** Following where time goes changes nothing else, the digest neither. */
function withoutBlame(requests: RunResult['requests']): unknown {
  return Object.fromEntries(
    Object.entries(requests).map(([name, { blame: _, failures, ...request }]) => [
      name,
      { ...request, failures: failures.map(({ reason, at, count }) => ({ reason, at, count })) },
    ]),
  );
}

/** The same value with keys in order, so that the order in which a file lists things leaves no trace. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const record = value as Record<string, unknown>;
  return Object.fromEntries(
    Object.keys(record)
      .sort()
      .map((key) => [key, sorted(record[key])]),
  );
}
