import { type Change, changed, doubled, doubledReplicas, faster, oneMoreReplica } from '../change.ts';
import type { Side } from '../comparison.ts';
import type { CompiledComponent, Model } from '../model.ts';
import type { Topology } from '../topology.ts';
import { byBenefit, sideOf, type Trial, trialOf } from './effect.ts';
import { type Figures, figuresOf, type StudyRun, studyRun } from './figures.ts';
import { CANCELED, isCanceled, prepared, type Study, USUAL_REPLICATIONS } from './study.ts';

/** A change of one component, tried. */
export interface SensitivityRow extends Trial {
  readonly component: string;
  /** `speed-up`: its work takes less time, which cannot be bought but shows what it is worth. `purchase`: more of it. */
  readonly kind: 'speed-up' | 'purchase';
  /** For each further USD a month; absent where it costs nothing, or does nothing for sure. */
  readonly perDollar?: { readonly goodput?: number; readonly p99?: number };
}

/** What each component is worth (`headroom/sensitivity@1`). */
export interface Sensitivity {
  readonly format: 'headroom/sensitivity@1';
  readonly run: StudyRun;
  readonly before: Figures;
  /** What helps most first: those that raise goodput by how much, then those that lower p99. */
  readonly rows: readonly SensitivityRow[];
  /** Components that cannot matter, tried together. */
  readonly skipped: readonly { readonly components: readonly string[]; readonly says: string }[];
  readonly partial?: string;
}

export interface SensitivityOptions {
  readonly replications?: number | undefined;
}

/** Below this utilization components are tried together first. */
const IDLE = 0.3;
const SPEED_UPS = [1.1, 1.2] as const;
/** Tried first: where twice the speed does nothing, a tenth more does not either. */
const FULL = 2;

type Tried = Study<Trial | undefined>;

/**
 * Makes the work of each component 10 %, 20 % and twice as fast, and buys more of it, on the same seeds as the design as it
 * is. Virtual speed-ups after Curtsinger & Berger ("Coz: Finding Code that Counts with Causal Profiling", SOSP 2015). Those
 * with little to do are made faster all at once; if that does nothing they are done, else the group is halved: sequential
 * bifurcation [Bettonvil & Kleijnen, European Journal of Operational Research 96, 1997]. Undefined where the design does not run.
 */
export function* sensitivity(topology: Topology, options: SensitivityOptions = {}): Study<Sensitivity | undefined> {
  const replications = options.replications ?? Math.max(USUAL_REPLICATIONS, topology.run.replications);
  const model = prepared(topology, { replications });
  if (model === undefined) return undefined;
  const measured = yield { model, says: 'the design as it is', number: 0, of: 1 + 3 * model.components.length };
  if (isCanceled(measured)) return undefined;
  return yield* new Survey(topology, model, sideOf('as it is', measured)).study();
}

class Survey {
  private readonly topology: Topology;
  private readonly model: Model;
  private readonly before: Side;
  private readonly rows: SensitivityRow[] = [];
  private readonly skipped: { components: string[]; says: string }[] = [];
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
    this.expected = 1 + 3 * model.components.length;
  }

  *study(): Study<Sensitivity> {
    const { whole } = this.before;
    const all = this.model.components.filter(({ definition }) => definition.role !== 'client');
    const isIdle = ({ spec }: CompiledComponent) => whole.components[spec.id].utilization < IDLE;
    for (const component of all.filter((of) => !isIdle(of))) yield* this.single(component);
    yield* this.group(all.filter(isIdle));
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
  private *group(components: readonly CompiledComponent[]): Study<void> {
    const [first, ...others] = components;
    if (first === undefined || this.partial !== undefined) return;
    if (others.length === 0) {
      yield* this.single(first);
      return;
    }
    const ids = components.map(({ spec }) => spec.id);
    const changes = ids.map((id) => faster(id, FULL));
    const trial = yield* this.tried({
      says: `${ids.join(', ')}: all ${FULL}× as fast`,
      edits: changes.flatMap(({ edits }) => edits),
    });
    if (trial === undefined) return;
    if (trial.verdict === 'none') {
      this.skipped.push({
        components: ids,
        says: 'All of them twice as fast at the same time change nothing notable.',
      });
      return;
    }
    const half = Math.ceil(components.length / 2);
    yield* this.group(components.slice(0, half));
    yield* this.group(components.slice(half));
  }

  private *single(component: CompiledComponent): Study<void> {
    const { id } = component.spec;
    const full = yield* this.tried(faster(id, FULL));
    if (full === undefined) return;
    this.rows.push({ ...full, component: id, kind: 'speed-up' });
    if (full.verdict === 'none') return;
    for (const times of SPEED_UPS) {
      const trial = yield* this.tried(faster(id, times));
      if (trial !== undefined) this.rows.push({ ...trial, component: id, kind: 'speed-up' });
    }
    for (const change of this.purchases(component)) {
      const trial = yield* this.tried(change);
      if (trial !== undefined) this.rows.push({ ...trial, component: id, kind: 'purchase', ...worth(trial) });
    }
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
