import {
  type ComponentSpec,
  type ConnectionSpec,
  meanBatch,
  processOf,
  type RunResult,
  readQuantity,
  type Topology,
} from '../../simulator/index.ts';
import { judge, parseObjectives } from '../objective/index.ts';
import type { Condition } from './tour.ts';

/** What a tour knows of its visitor: the design as it stands, and the result of a run of just this design. */
export interface TourState {
  /** Absent while the design has errors. */
  readonly topology?: Topology | undefined;
  /** Absent before the first run, and once the design has changed since. */
  readonly result?: RunResult | undefined;
}

type Bounds = { readonly min?: number | undefined; readonly max?: number | undefined };

function within(value: unknown, { min, max }: Bounds): boolean {
  return (
    typeof value === 'number' &&
    value >= (min ?? Number.NEGATIVE_INFINITY) &&
    value <= (max ?? Number.POSITIVE_INFINITY)
  );
}

const ofType =
  (type: string) =>
  (component: ComponentSpec): boolean =>
    component.type === type;

function between({ components, connections }: Topology, ends: { from: string; to: string }): ConnectionSpec[] {
  const types = new Map(components.map(({ id, type }) => [id, type]));
  return connections.filter(({ from, to }) => types.get(from) === ends.from && types.get(to) === ends.to);
}

/** Mean rate of all open streams [1/s]; a closed stream has none of its own. */
function offered({ streams, run }: Topology): number {
  return streams.reduce((sum, { arrivals }) => {
    const { definition, config } = processOf(arrivals);
    return definition.scaled === undefined
      ? sum
      : sum + definition.rate(config as never, run.duration) * meanBatch(arrivals.batch);
  }, 0);
}

function base(rate: number | string): number {
  const reading = readQuantity(rate, 'rate');
  return reading.ok ? reading.value : Number.NaN;
}

/** Whether a run of this topology shows all that is required of it; what cannot be read is not shown. */
function shows(topology: Topology, result: RunResult, requirements: readonly string[]): boolean {
  const { objectives, findings } = parseObjectives(
    requirements.map((require) => ({ name: require, require })),
    {
      requests: new Set(topology.streams.flatMap((stream) => Object.keys(stream.requests))),
      components: new Map(topology.components.map(({ id, type }) => [id, type])),
      faults: [],
    },
  );
  return findings.length === 0 && judge(result, objectives).objectives.every(({ met }) => met);
}

/** Whether all that a condition asks for is so. */
export function holds(condition: Condition, { topology, result }: TourState): boolean {
  if (topology === undefined) return false;
  const { component, connection, noConnection, parameter, calls, load, run } = condition;
  const checks = [
    () => component === undefined || topology.components.filter(ofType(component.type)).length >= component.count,
    () => connection === undefined || between(topology, connection).length > 0,
    () => noConnection === undefined || between(topology, noConnection).length === 0,
    () =>
      parameter === undefined ||
      topology.components.filter(ofType(parameter.type)).some((one) => within(one[parameter.name], parameter)),
    () => calls === undefined || between(topology, calls).some((one) => within(one.calls, calls)),
    () => load === undefined || within(offered(topology), { min: base(load.min), max: base(load.max) }),
    () => run === undefined || (result !== undefined && shows(topology, result, run.require)),
  ];
  return checks.every((check) => check());
}
