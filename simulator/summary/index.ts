import type { Model } from '../model.ts';
import type { CostResult, RunResult } from '../result.ts';
import type { Snapshot } from '../snapshot.ts';
import { meanTimeline } from '../timeline.ts';
import { sum } from './arithmetic.ts';
import { bottleneckOf } from './bottleneck.ts';
import { componentResult, connectionResult } from './components.ts';
import { requestResult } from './requests.ts';

export { digestOf } from './digest.ts';

/** Turns what the replications measured into a result, findings and digest excepted. */
export function summarize(
  model: Model,
  snapshots: readonly Snapshot[],
  run: { seed: number; cost: CostResult; partial: RunResult['run']['partial'] },
): RunResult {
  const names = ['*', ...model.kinds.map((kind) => kind.name)];
  const requests = Object.fromEntries(
    names.map((name, i) => [name, requestResult(model, snapshots, i === 0 ? model.kinds.map((_, k) => k) : [i - 1])]),
  );
  const inFileOrder = [...model.components].sort(
    (a, b) => model.topology.components.indexOf(a.spec) - model.topology.components.indexOf(b.spec),
  );
  const components = Object.fromEntries(
    inFileOrder.map((component) => [component.spec.id, componentResult(component, snapshots)]),
  );
  const connections = Object.fromEntries(
    model.connections.map((connection) => [
      `${connection.spec.from}->${connection.spec.to}`,
      connectionResult(connection, snapshots),
    ]),
  );
  const bare: RunResult = {
    format: 'headroom/result@1',
    run: {
      seed: run.seed,
      duration: model.duration,
      warmup: model.warmup,
      replications: snapshots.length,
      requests: sum(snapshots, (s) => s.requests),
      events: sum(snapshots, (s) => s.events),
      digest: '',
      ...(run.partial === undefined ? {} : { partial: run.partial }),
    },
    requests,
    components,
    connections,
    cost: run.cost,
    timeline: meanTimeline(snapshots.map((snapshot) => snapshot.timeline)),
    findings: [],
  };
  const bottleneck = bottleneckOf(model, bare);
  return bottleneck === undefined ? bare : { ...bare, bottleneck };
}
