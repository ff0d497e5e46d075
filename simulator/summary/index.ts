import { cost } from '../cost.ts';
import type { Model } from '../model.ts';
import type { RunResult } from '../result.ts';
import type { Snapshot } from '../snapshot.ts';
import { meanTimeline } from '../timeline.ts';
import { sum } from './arithmetic.ts';
import { bottleneckOf } from './bottleneck.ts';
import { componentResult, connectionResult } from './components.ts';
import { doubtsOf } from './convergence.ts';
import { lawsWithoutVariance } from './dispersion.ts';
import { outcomesOf } from './outcomes.ts';
import { requestResult } from './requests.ts';
import { sampleOf } from './sample.ts';

export { type BlamePart, blameParts } from './blame.ts';
export { digestOf } from './digest.ts';
export { type Precision, precisionOf } from './precision.ts';

/** Turns what the replications measured into a result, findings and digest excepted. */
export function summarize(
  model: Model,
  snapshots: readonly Snapshot[],
  run: {
    seed: number;
    seeds?: readonly number[] | undefined;
    warmup: number;
    partial: RunResult['run']['partial'];
    precision: RunResult['run']['precision'];
  },
): RunResult {
  const dispersed = lawsWithoutVariance(model);
  const sample = sampleOf(model, snapshots, dispersed.length > 0);
  const doubts = doubtsOf(model, sample, meanSeries(snapshots), dispersed);
  const names = ['*', ...model.kinds.map((kind) => kind.name)];
  const requests = Object.fromEntries(
    names.map((name, i) => [name, requestResult(model, sample, i === 0 ? model.kinds.map((_, k) => k) : [i - 1])]),
  );
  const inFileOrder = [...model.components].sort(
    (a, b) => model.topology.components.indexOf(a.spec) - model.topology.components.indexOf(b.spec),
  );
  const components = Object.fromEntries(
    inFileOrder.map((component) => [component.spec.id, componentResult(component, sample)]),
  );
  const connections = Object.fromEntries(
    model.connections.map((connection) => [
      `${connection.spec.from}->${connection.spec.to}`,
      connectionResult(model, connection, sample),
    ]),
  );
  const outcomes = outcomesOf(sample, (segment) => segment.components);
  const bare: RunResult = {
    format: 'headroom/result@1',
    run: {
      seed: run.seed,
      ...(run.seeds === undefined ? {} : { seeds: run.seeds.slice(0, snapshots.length) }),
      duration: model.duration,
      warmup: run.warmup,
      warmupRule: model.warmup.rule,
      replications: snapshots.length,
      requests: sum(snapshots, (s) => s.requests),
      events: sum(snapshots, (s) => s.events),
      digest: '',
      converged: doubts.length === 0 && run.partial === undefined,
      ...(doubts.length === 0 ? {} : { doubts }),
      ...(run.precision === undefined ? {} : { precision: run.precision }),
      ...(run.partial === undefined ? {} : { partial: run.partial }),
    },
    requests,
    components,
    connections,
    ...(outcomes === undefined ? {} : { outcomes }),
    cost: cost(model, (id) => ({ replicas: components[id].replicas?.mean, meanTime: components[id].latency.mean })),
    timeline: meanTimeline(snapshots.map((snapshot) => snapshot.timeline)),
    findings: [],
  };
  const bottleneck = bottleneckOf(model, bare);
  return bottleneck === undefined ? bare : { ...bare, bottleneck };
}

/** Of the number in the system, over the counted time: the replications' mean, as far as all of them have come. */
function meanSeries(snapshots: readonly Snapshot[]): number[] {
  const length = Math.min(...snapshots.map(({ inSystem }) => inSystem.length));
  return Array.from({ length }, (_, i) => sum(snapshots, ({ inSystem }) => inSystem[i]) / snapshots.length);
}
