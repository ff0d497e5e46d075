import { type Change, changed, doubled, doubledReplicas, faster, fasterNetwork, oneMoreReplica } from '../change.ts';
import type { Side } from '../comparison.ts';
import { sampler } from '../distribution.ts';
import type { CompiledComponent, CompiledConnection, Model } from '../model.ts';
import type { Topology } from '../topology.ts';
import { byBenefit, sideOf, type Trial, trialOf } from './effect.ts';
import { type Figures, figuresOf, type StudyRun, studyRun } from './figures.ts';
import { CANCELED, isCanceled, prepared, type Study, USUAL_REPLICATIONS } from './study.ts';

/** A change of one component or one connection, tried. */
export interface SensitivityRow extends Trial {
  readonly component?: string;
  /** `from->to`. */
  readonly connection?: string;
  /**
   * `speed-up`: its work or its way takes less time, which cannot be bought but shows what it is worth. `purchase`: more of it; of
   * a connection, a larger pool.
   */
  readonly kind: 'speed-up' | 'purchase';
  /** For each further USD a month; absent where it costs nothing, or does nothing for sure. */
  readonly perDollar?: { readonly goodput?: number; readonly p99?: number };
}

/** What each component and each connection is worth (`headroom/sensitivity@1`). */
export interface Sensitivity {
  readonly format: 'headroom/sensitivity@1';
  readonly run: StudyRun;
  readonly before: Figures;
  /** What helps most first: those that raise goodput by how much, then those that lower p99. */
  readonly rows: readonly SensitivityRow[];
  /** What cannot matter, tried together, and what was not tried any more. */
  readonly skipped: readonly Skipped[];
  readonly partial?: string;
}

export interface Skipped {
  readonly components: readonly string[];
  /** `from->to`. */
  readonly connections?: readonly string[];
  readonly says: string;
}

export interface SensitivityOptions {
  readonly replications?: number | undefined;
}

/** Below this utilization components are tried together first. */
const IDLE = 0.3;
const SPEED_UPS = [1.1, 1.2] as const;
/** Tried first: where twice the speed does nothing, a tenth more does not either. */
const FULL = 2;

/** However large a design is, so many experiments are enough: those that are busy come first. */
const MOST_EXPERIMENTS = 60;

type Tried = Study<Trial | undefined>;

/** A component or a connection, and what can be made of it. */
interface Subject {
  readonly at: { readonly component: string } | { readonly connection: string };
  readonly faster: (times: number) => Change;
  readonly purchases: () => readonly Change[];
}

/**
 * Makes the work of each component and the network of each connection 10 %, 20 % and twice as fast, and buys more of them, on the
 * same seeds as the design as it is. Virtual speed-ups after Curtsinger & Berger ("Coz: Finding Code that Counts with Causal
 * Profiling", SOSP 2015). Those with little to do are made faster all at once, and so are all networks; if that does nothing they
 * are done, else the group is halved: sequential bifurcation [Bettonvil & Kleijnen, European Journal of Operational Research
 * 96, 1997]. Undefined where the design does not run.
 */
export function* sensitivity(topology: Topology, options: SensitivityOptions = {}): Study<Sensitivity | undefined> {
  const replications = options.replications ?? Math.max(USUAL_REPLICATIONS, topology.run.replications);
  const model = prepared(topology, { replications });
  if (model === undefined) return undefined;
  const measured = yield {
    model,
    says: 'the design as it is',
    number: 0,
    of: 1 + 3 * model.components.length + model.connections.length,
  };
  if (isCanceled(measured)) return undefined;
  return yield* new Survey(topology, model, sideOf('as it is', measured)).study();
}

class Survey {
  private readonly topology: Topology;
  private readonly model: Model;
  private readonly before: Side;
  private readonly rows: SensitivityRow[] = [];
  private readonly skipped: Skipped[] = [];
  private readonly untried: Subject[] = [];
  private experiments = 1;
  private expected: number;
  private events: number;
  private partial: string | undefined;

  constructor(topology: Topology, model: Model, before: Side) {
    this.topology = topology;
    this.model = model;
    this.before = before;
    this.events = before.whole.run.events;
    this.partial = before.whole.run.partial?.says;
    this.expected = 1 + 3 * model.components.length + model.connections.length;
  }

  *study(): Study<Sensitivity> {
    const { whole } = this.before;
    const all = this.model.components.filter(({ definition }) => definition.role !== 'client');
    const isIdle = ({ spec }: CompiledComponent) => whole.components[spec.id].utilization < IDLE;
    const [busy, idle] = [all.filter((of) => !isIdle(of)), all.filter(isIdle)];
    for (const component of busy) yield* this.single(this.componentOf(component));
    const connections = this.model.connections.filter(hasWay);
    yield* this.group(connections.map((connection) => this.connectionOf(connection)));
    for (const connection of this.model.connections) yield* this.pool(connection);
    yield* this.group(idle.map((component) => this.componentOf(component)));
    if (this.untried.length > 0)
      this.skip(this.untried, `Not tried: the analysis ends after ${MOST_EXPERIMENTS} experiments.`);
    return {
      format: 'headroom/sensitivity@1',
      run: studyRun(whole, { experiments: this.experiments, events: this.events }),
      before: figuresOf(whole),
      rows: this.rows.sort(byBenefit),
      skipped: this.skipped,
      ...(this.partial === undefined ? {} : { partial: this.partial }),
    };
  }

  private *tried(change: Change): Tried {
    if (this.partial !== undefined) return undefined;
    const { replications, warmup } = this.before.whole.run;
    const model = prepared(changed(this.topology, change), { replications, warmup });
    if (model === undefined) return undefined;
    this.expected = Math.max(this.expected, this.experiments + 1);
    const measured = yield { model, says: change.says, number: this.experiments, of: this.expected };
    if (isCanceled(measured)) {
      this.partial = CANCELED;
      return undefined;
    }
    this.experiments += 1;
    const after = sideOf(change.says, measured);
    this.events += after.whole.run.events;
    return trialOf(change, this.before, after);
  }

  /** Those that may all do nothing: all at once, and in halves where that does something. */
  private *group(subjects: readonly Subject[]): Study<void> {
    const [first, ...others] = subjects;
    if (first === undefined || this.partial !== undefined) return;
    if (others.length === 0) {
      yield* this.single(first);
      return;
    }
    if (this.isOver(subjects)) return;
    const changes = subjects.map((subject) => subject.faster(FULL));
    const trial = yield* this.tried({
      says: `${subjects.map(nameOf).join(', ')}: all ${FULL}× as fast`,
      edits: changes.flatMap(({ edits }) => edits),
    });
    if (trial === undefined) return;
    if (trial.verdict === 'none') {
      this.skip(subjects, 'All of them twice as fast at the same time change nothing notable.');
      return;
    }
    const half = Math.ceil(subjects.length / 2);
    yield* this.group(subjects.slice(0, half));
    yield* this.group(subjects.slice(half));
  }

  private *single(subject: Subject): Study<void> {
    if (this.isOver([subject])) return;
    const { at } = subject;
    const full = yield* this.tried(subject.faster(FULL));
    if (full === undefined) return;
    this.rows.push({ ...full, ...at, kind: 'speed-up' });
    if (full.verdict === 'none') return;
    for (const times of SPEED_UPS) {
      const trial = yield* this.tried(subject.faster(times));
      if (trial !== undefined) this.rows.push({ ...trial, ...at, kind: 'speed-up' });
    }
    for (const change of subject.purchases()) {
      const trial = yield* this.tried(change);
      if (trial !== undefined) this.rows.push({ ...trial, ...at, kind: 'purchase', ...worth(trial) });
    }
  }

  /** Twice the pool of a connection whose pool is not idle. */
  private *pool({ spec, to, pool }: CompiledConnection): Study<void> {
    const connection = `${spec.from}->${spec.to}`;
    const measured = this.before.whole.connections[connection].pool;
    if (pool === undefined || measured === undefined || measured.utilization < IDLE) return;
    const change = doubled(this.model.components[to], { name: 'pool', servers: pool });
    if (this.rows.some((row) => row.change.says === change.says)) return;
    const trial = yield* this.tried(change);
    if (trial !== undefined) this.rows.push({ ...trial, connection, kind: 'purchase', ...worth(trial) });
  }

  private isOver(subjects: readonly Subject[]): boolean {
    if (this.experiments < MOST_EXPERIMENTS) return false;
    this.untried.push(...subjects);
    return true;
  }

  private skip(subjects: readonly Subject[], says: string): void {
    const components = subjects.flatMap(({ at }) => ('component' in at ? [at.component] : []));
    const connections = subjects.flatMap(({ at }) => ('connection' in at ? [at.connection] : []));
    this.skipped.push({ components, ...(connections.length === 0 ? {} : { connections }), says });
  }

  private componentOf(component: CompiledComponent): Subject {
    const { id } = component.spec;
    return { at: { component: id }, faster: (times) => faster(id, times), purchases: () => this.purchases(component) };
  }

  private connectionOf({ spec }: CompiledConnection): Subject {
    const connection = `${spec.from}->${spec.to}`;
    return { at: { connection }, faster: (times) => fasterNetwork(spec, times), purchases: () => [] };
  }

  /** More of a component: an instance, twice the instances, twice what limits each of them. */
  private purchases(component: CompiledComponent): Change[] {
    const { limiting } = this.before.whole.components[component.spec.id];
    const resource = component.resources.find(({ name }) => name === limiting);
    const all = [
      oneMoreReplica(component),
      doubledReplicas(component),
      resource === undefined ? undefined : doubled(component, resource),
    ].filter((change) => change !== undefined);
    const bought = all.filter(({ edits }) => edits.every((edit) => 'field' in edit));
    return bought.filter(({ says }, i) => bought.findIndex((other) => other.says === says) === i);
  }
}

/** Whether its messages take any time. */
function hasWay({ network, hops }: CompiledConnection): boolean {
  return sampler(network.rtt).mean > 0 || hops?.some(({ roundTrip }) => roundTrip > 0) === true;
}

function nameOf({ at }: Subject): string {
  return 'component' in at ? at.component : at.connection.replace('->', ' → ');
}

function worth({ verdict, cost, goodput, p99 }: Trial): Pick<SensitivityRow, 'perDollar'> {
  if (verdict !== 'helps' || cost.difference <= 0) return {};
  const isServed = goodput.verdict === 'more';
  return {
    perDollar: {
      ...(isServed && { goodput: goodput.difference / cost.difference }),
      ...(!isServed && p99 !== undefined && { p99: p99.difference / cost.difference }),
    },
  };
}
