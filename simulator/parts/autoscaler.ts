import type { ComponentBook, ResourceBook } from '../books.ts';
import { Gauge, NO_VISIT, Rank, type Simulation, type Station } from '../kernel/index.ts';
import type { Link } from '../link.ts';
import type { Site } from '../site.ts';
import type { AutoscaleSpec, DesiredReplicas } from './autoscale.ts';
import { ScalingRule } from './scaling-rule.ts';
import { ScalingSteps } from './scaling-steps.ts';

/** What becomes of an instance. */
const OFF = 0;
const STARTING = 1;
const SERVING = 2;
/** It gets nothing new and finishes what it has. */
const DRAINING = 3;

/**
 * Switches the instances of one component on and off. As many as there may ever be are built; those that are off are no
 * targets. What is taken away gets no more requests from that moment and finishes those it has.
 */
export class Autoscaler implements Station {
  /** Replicas that are paid: starting, serving or draining. */
  readonly paid = new Gauge();
  /** Replicas that work: serving or draining. */
  readonly working = new Gauge();
  /** Replicas that take requests, whether they are well or not. */
  readonly serving = new Gauge();
  private readonly sim: Simulation;
  private readonly id: number;
  private readonly sites: readonly Site[];
  private readonly links: readonly Link[];
  private readonly spec: AutoscaleSpec;
  private readonly rule: DesiredReplicas;
  /** The component's, and of what is scaled by its own and its servers in one instance. */
  private readonly whole: ComponentBook;
  private readonly book: ResourceBook;
  private readonly servers: number;
  /** Replicas that always stay, at this moment. */
  private min: number;
  private readonly states: Uint8Array;
  /** When a start that is under way will be done [s]. */
  private readonly readyAt: Float64Array;
  private measured = 0;
  private isHeld = false;

  /** `links` are those that lead to it; `initial` is how many serve at first. */
  constructor(
    sim: Simulation,
    sites: readonly Site[],
    links: readonly Link[],
    scaled: { whole: ComponentBook; resource: number; servers: number },
    spec: AutoscaleSpec,
    initial: number,
  ) {
    this.sim = sim;
    this.sites = sites;
    this.links = links;
    this.whole = scaled.whole;
    this.book = scaled.whole.resources[scaled.resource];
    this.servers = scaled.servers;
    this.spec = spec;
    this.min = spec.min;
    this.rule = spec.by === 'steps' ? new ScalingSteps(spec) : new ScalingRule(spec);
    this.states = new Uint8Array(sites.length).fill(SERVING, 0, initial);
    this.readyAt = new Float64Array(sites.length);
    this.id = sim.add(this);
    this.paid.add(0, initial);
    this.working.add(0, initial);
    this.serving.add(0, initial);
    for (const site of sites.slice(initial)) site.switchOff();
    spec.schedule?.min.forEach(([at], entry) => {
      const from = Math.max(0, at - (spec.schedule?.ahead ?? 0));
      sim.wakeAt(this.id, sites.length + 1 + entry, NO_VISIT, from, Rank.timer);
    });
    this.lookLater();
  }

  /** Timers: the number of an instance for the end of its start, the one after the last for the next look, then the entries of the schedule. */
  wake(timer: number): void {
    if (timer === this.sites.length) this.look();
    else if (timer > this.sites.length) this.raise(timer - this.sites.length - 1);
    else if (this.states[timer] === STARTING && this.readyAt[timer] === this.sim.now) this.serve(timer);
  }

  arrive(): void {
    // Nobody calls it.
  }

  answered(): void {
    // It calls nobody.
  }

  abandoned(): void {
    // Nobody calls it.
  }

  /** The books are about to be reset, and what has been measured since the last look must not be lost. */
  reset(): void {
    this.measured -= this.book.busy.areaAt(this.sim.now);
    this.paid.reset(this.sim.now);
    this.working.reset(this.sim.now);
    this.serving.reset(this.sim.now);
  }

  /** Whether nothing can be added, whatever the rule wants: there is no capacity to be had. */
  hold(isHeld: boolean): void {
    this.isHeld = isHeld;
  }

  /** An entry of the schedule holds from now on. */
  private raise(entry: number): void {
    const { states, sites } = this;
    this.min = this.spec.schedule?.min[entry][1] ?? this.min;
    let there = 0;
    for (let at = 0; at < sites.length; at++) if (states[at] === STARTING || states[at] === SERVING) there++;
    for (; there < this.min && this.add(); there++);
  }

  private look(): void {
    const { sim, sites, states, spec, book } = this;
    const area = book.busy.areaAt(sim.now);
    const load = (area - this.measured) / (spec.interval * this.servers);
    this.measured = area;
    const measured = spec.by === 'backlog' ? this.backlog() : load;
    let ready = 0;
    let unready = 0;
    for (let at = 0; at < sites.length; at++) {
      if (states[at] === DRAINING && this.isEmpty(at)) this.end(at);
      else if (states[at] === STARTING || (states[at] === SERVING && sites[at].isOut)) unready++;
      else if (states[at] === SERVING) ready++;
    }
    let change = this.rule.desired(sim.now, ready, unready, measured, this.min) - ready - unready;
    for (; change > 0 && this.add(); change--);
    for (; change < 0; change++) this.remove();
    this.lookLater();
  }

  private lookLater(): void {
    this.sim.wakeAfter(this.id, this.sites.length, NO_VISIT, this.spec.interval, Rank.timer);
  }

  /** One more, in the first place that is free; false where there is none, since what drains still has its own. */
  private add(): boolean {
    const at = this.isHeld ? -1 : this.states.indexOf(OFF);
    if (at < 0) return false;
    this.become(at, STARTING);
    this.readyAt[at] = this.sim.now + this.spec.startUp;
    this.sim.wakeAt(this.id, at, NO_VISIT, this.readyAt[at], Rank.timer);
    return true;
  }

  /** One less: the youngest, and what has not yet started first. */
  private remove(): void {
    const { states, sites } = this;
    const starting = states.lastIndexOf(STARTING);
    if (starting >= 0) {
      this.become(starting, OFF);
      return;
    }
    const at = states.lastIndexOf(SERVING);
    this.become(at, DRAINING);
    sites[at].switchOff();
  }

  private serve(at: number): void {
    this.become(at, SERVING);
    this.sites[at].switchOn();
  }

  private end(at: number): void {
    this.become(at, OFF);
    this.sites[at].ended();
  }

  private become(at: number, state: number): void {
    const { sim, states } = this;
    const before = states[at];
    states[at] = state;
    this.paid.add(sim.now, Number(state !== OFF) - Number(before !== OFF));
    this.working.add(sim.now, Number(state >= SERVING) - Number(before >= SERVING));
    this.serving.add(sim.now, Number(state === SERVING) - Number(before === SERVING));
  }

  /** Messages that wait for it in queues, and what is in it, waiting or in progress. */
  private backlog(): number {
    return this.links.reduce((sum, { waiting }) => sum + (waiting?.() ?? 0), this.whole.inSystem.value);
  }

  /** Whether no call to this instance is unanswered. */
  private isEmpty(at: number): boolean {
    return this.links.every(({ outstanding }) => outstanding[at] === 0);
  }
}
