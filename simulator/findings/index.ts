import type { Change } from '../change.ts';
import type { Metric } from '../comparison.ts';
import type { Model } from '../model.ts';
import type { ResultFinding, RunResult } from '../result.ts';
import { backlogs } from './backlogs.ts';
import { bottleneck } from './bottleneck.ts';
import { breakers } from './breakers.ts';
import { wrongEffects } from './effects.ts';
import { failures } from './failures.ts';
import { faultEffects } from './fault-effects.ts';
import { hotShard } from './hot-shard.ts';
import { misses } from './misses.ts';
import { pools } from './pools.ts';
import { retries } from './retries.ts';
import { saturated } from './saturated.ts';
import type { Symptom } from './symptom.ts';
import { waste } from './waste.ts';

/** Everything that a run may show, a line each. */
const symptoms: readonly Symptom[] = [
  saturated,
  failures,
  pools,
  misses,
  hotShard,
  retries,
  breakers,
  backlogs,
  waste,
  wrongEffects,
  faultEffects,
  bottleneck,
];

const rank = { critical: 0, warning: 1, info: 2 } as const;

/** What a run shows, in words with the numbers they rest on: the gravest first. */
export function findingsOf(model: Model, result: RunResult): ResultFinding[] {
  return symptoms.flatMap(({ observe }) => observe(model, result)).sort((a, b) => rank[a.severity] - rank[b.severity]);
}

function symptomOf({ code }: ResultFinding): Symptom | undefined {
  return symptoms.find(({ codes }) => codes.includes(code));
}

/** Changes that would show whether what a finding says is a cause, the most telling first. */
export function remediesOf(finding: ResultFinding, model: Model): readonly Change[] {
  return symptomOf(finding)?.remedies(finding, model) ?? [];
}

/** What such a change is to make less; undefined where it is about the time and the number of answers. */
export function figureOf(finding: ResultFinding): Metric | undefined {
  return symptomOf(finding)?.figure?.(finding);
}
