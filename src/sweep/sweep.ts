import {
  compile,
  type Gathering,
  isCanceled,
  type JudgedResult,
  type Model,
  type ObjectiveResult,
  type Study,
  scalableRate,
  type Topology,
  withLoad,
} from '../../simulator/index.ts';
import { type DesignDocument, parseDesign } from '../design/index.ts';
import { judge, type Objective } from '../objective/index.ts';
import { kneeOf } from './knee.ts';
import { type Reading, type Vary, varied } from './vary.ts';

/** One design of a sweep, measured. */
export interface SweepPoint {
  /** By path of what is varied, in base units. */
  readonly at: Readonly<Record<string, number>>;
  readonly goodput: number;
  readonly p99: number;
  readonly errorRate: number;
  readonly cost: number;
  readonly ci95?: { readonly p99?: readonly [number, number]; readonly goodput?: readonly [number, number] };
  readonly bottleneck?: { readonly component: string; readonly resource: string; readonly utilization: number };
  readonly objectives: readonly ObjectiveResult[];
  /**
   * Whether it is good: all objectives met, those of goodput and throughput excepted, or, without others, at most 1 % of the
   * requests failed.
   */
  readonly good: boolean;
  /** Why the run ended early. */
  readonly partial?: string;
}

/** `headroom/sweep@1` */
export interface SweepReport {
  readonly format: 'headroom/sweep@1';
  readonly vary: readonly Vary[];
  readonly run: { readonly seed: number; readonly duration: number; readonly replications: number };
  readonly points: readonly SweepPoint[];
  /** Where p99 bends most; of one varied value only. */
  readonly knee?: { readonly value: number; readonly p99: number };
  /** Of a varied rate: the largest load found to be good, and the least found not to be; each absent where none was. */
  readonly capacity?: { readonly good?: number; readonly bad?: number };
  readonly partial?: string;
}

export interface Swept {
  readonly document: DesignDocument;
  /** As compiled, with its rate and its traces. */
  readonly model: Model;
  readonly objectives: readonly Objective[];
}

/** Points of a grid at most: more would take hours. */
const MOST_POINTS = 400;
/** The capacity is known when what is good and what is not are so close. */
const CLOSE = 0.02;
const MOST_HALVINGS = 8;
/** Who offers less gets less: an objective of this kind says nothing of how much a design can carry. */
const OF_THE_LOAD = /\b(?:goodput|throughput)\s*\(/;
/** Without objectives a load is good while so much at most of it fails. */
const TOLERATED = 0.01;

/** Models of all points, the last path varying fastest; or what is wrong with one. */
export function planSweep(design: Swept, vary: readonly Vary[]): Reading<readonly Planned[]> {
  const count = vary.reduce((product, { values }) => product * values.length, 1);
  if (count > MOST_POINTS) return { problem: `${count} points are too many: at most ${MOST_POINTS}` };
  const points = vary.reduce<readonly (readonly number[])[]>(
    (before, { values }) => before.flatMap((point) => values.map((value) => [...point, value])),
    [[]],
  );
  const planned: Planned[] = [];
  for (const point of points) {
    const read = modelAt(design, vary, point);
    if ('problem' in read) return read;
    planned.push({ point, model: read.value });
  }
  return { value: planned };
}

export interface Planned {
  readonly point: readonly number[];
  readonly model: Model;
}

function modelAt(design: Swept, vary: readonly Vary[], point: readonly number[]): Reading<Model> {
  let { document } = design;
  for (const [i, of] of vary.entries()) {
    const read = varied(document, of, point[i] ?? 0);
    if ('problem' in read) return read;
    document = read.value;
  }
  const text = vary.map(({ path }, i) => `${path} = ${point[i]}`).join(', ');
  const { topology, findings } = parseDesign(document);
  const problem = findings.find(({ severity }) => severity === 'error');
  if (topology === undefined) return { problem: `at ${text}: ${problem?.what ?? 'the design cannot be read.'}` };
  const loaded = { ...topology, streams: design.model.topology.streams };
  const rate = point[vary.findIndex(({ path }) => path === 'rate')];
  const compiled = compile(rate === undefined ? loaded : at(design.model, loaded, rate));
  if (compiled.model !== undefined) return { value: compiled.model };
  const wrong = compiled.findings.find(({ severity }) => severity === 'error');
  return { problem: `at ${text}: ${wrong?.what ?? 'the design cannot run.'}` };
}

function at(model: Model, topology: Topology, rate: number): Topology {
  const present = scalableRate(model);
  return present === 0 ? topology : withLoad(topology, rate / present);
}

/** Runs the points of a sweep on the same seeds; of a varied rate it then closes in on the capacity by halving. */
export function* sweep(
  design: Swept,
  vary: readonly Vary[],
  planned: readonly Planned[],
): Study<SweepReport | undefined> {
  const points: SweepPoint[] = [];
  const [first] = vary;
  const isLoad = first !== undefined && vary.length === 1 && first.path === 'rate' && scalableRate(design.model) > 0;
  const of = planned.length + (isLoad ? MOST_HALVINGS : 0);
  let partial: string | undefined;
  const tried = function* ({ point, model }: Planned): Study<SweepPoint | undefined> {
    const says = vary.map(({ path }, i) => `${path} = ${Number((point[i] ?? 0).toPrecision(4))}`).join(', ');
    const measured: Gathering | undefined = yield { model, says, number: points.length, of };
    if (isCanceled(measured)) return undefined;
    const made = pointOf(vary, point, judge(measured.result(), design.objectives));
    points.push(made);
    return made;
  };
  for (const each of planned) {
    if ((yield* tried(each)) === undefined) {
      partial = 'The sweep was canceled: the points that it had measured by then are shown.';
      break;
    }
  }
  const [{ point: start } = { point: [] }] = planned;
  if (points.length === 0 || first === undefined || start.length === 0) return undefined;
  const capacity = isLoad && partial === undefined ? yield* closeIn(design, first, points, tried) : undefined;
  const byValue = points.toSorted((a, b) => (a.at[first.path] ?? 0) - (b.at[first.path] ?? 0));
  const shown = vary.length === 1 ? byValue : points;
  const knee = vary.length === 1 ? kneeAmong(byValue, first.path) : undefined;
  const { run } = design.model.topology;
  return {
    format: 'headroom/sweep@1',
    vary,
    run: { seed: run.seed, duration: run.duration, replications: run.replications },
    points: shown,
    ...(knee === undefined ? {} : { knee }),
    ...(capacity === undefined ? {} : { capacity }),
    ...(partial === undefined ? {} : { partial }),
  };
}

/** Halves between the largest load below which all are good, and the least that is not. */
function* closeIn(
  design: Swept,
  vary: Vary,
  points: readonly SweepPoint[],
  tried: (planned: Planned) => Study<SweepPoint | undefined>,
): Study<NonNullable<SweepReport['capacity']>> {
  const loads = points.map((point) => ({ load: point.at[vary.path] ?? 0, isGood: point.good }));
  let bad = Math.min(...loads.filter(({ isGood }) => !isGood).map(({ load }) => load));
  let good = Math.max(...loads.filter(({ load, isGood }) => isGood && load < bad).map(({ load }) => load));
  for (let step = 0; step < MOST_HALVINGS && good > 0 && Number.isFinite(bad) && bad - good > CLOSE * good; step++) {
    const load = Number(((good + bad) / 2).toPrecision(4));
    const read = modelAt(design, [vary], [load]);
    if ('problem' in read) break;
    const point = yield* tried({ point: [load], model: read.value });
    if (point === undefined) break;
    if (point.good) good = load;
    else bad = load;
  }
  return { ...(good > 0 && Number.isFinite(good) && { good }), ...(Number.isFinite(bad) && { bad }) };
}

function kneeAmong(points: readonly SweepPoint[], path: string): SweepReport['knee'] {
  const index = kneeOf(
    points.map(({ at: { [path]: value = 0 } }) => value),
    points.map(({ p99 }) => p99),
  );
  const point = index === undefined ? undefined : points[index];
  return point === undefined ? undefined : { value: point.at[path] ?? 0, p99: point.p99 };
}

function pointOf(vary: readonly Vary[], values: readonly number[], result: JudgedResult): SweepPoint {
  const { requests, cost, bottleneck, objectives, run } = result;
  const all = requests['*'];
  if (all === undefined) throw new Error('a result has all requests together');
  const ci95 = {
    ...(all.latency.ci95?.p99 && { p99: all.latency.ci95.p99 }),
    ...(all.ci95?.goodput && { goodput: all.ci95.goodput }),
  };
  const judged = objectives.filter(({ require }) => !OF_THE_LOAD.test(require));
  const isMet = judged.length === 0 ? all.errorRate <= TOLERATED : judged.every(({ met }) => met);
  return {
    at: Object.fromEntries(vary.map(({ path }, i) => [path, values[i] ?? 0])),
    goodput: all.goodput,
    p99: all.latency.p99,
    errorRate: all.errorRate,
    cost: cost.monthly,
    ...(Object.keys(ci95).length > 0 && { ci95 }),
    ...(bottleneck && {
      bottleneck: {
        component: bottleneck.component,
        resource: bottleneck.resource,
        utilization: bottleneck.utilization,
      },
    }),
    objectives,
    good: isMet && run.partial === undefined,
    ...(run.partial && { partial: run.partial.says }),
  };
}
