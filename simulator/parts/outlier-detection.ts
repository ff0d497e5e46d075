import type { OwnMeasure } from '../books.ts';
import type { RandomStream } from '../kernel/index.ts';
import type { Chooser, Link, LinkWatcher } from '../link.ts';
import { Outcome } from '../outcome.ts';

export interface OutlierSpec {
  readonly consecutiveErrors: number;
  /** [s] */
  readonly baseEjectionTime: number;
  /** Share of the targets. */
  readonly maxEjection: number;
}

/** However often a target has been left out before [s]. Envoy: max_ejection_time. */
const LONGEST = 300;

/** What a proxy takes for a failure of the instance and not of the request: what HTTP would answer with 5xx, or not at all. */
const isInstanceFailure = new Uint8Array(Object.keys(Outcome).length);
for (const outcome of [
  Outcome.rejected,
  Outcome.refused,
  Outcome.unavailable,
  Outcome.timeout,
  Outcome.error,
  Outcome.crashed,
  Outcome.abandoned,
  Outcome.deadlineExceeded,
  Outcome.shed,
])
  isInstanceFailure[outcome] = 1;

/**
 * Chooses among the instances behind one connection, the less busy of two, and leaves out for a while those that fail so
 * many times in a row, each time longer. It sees every attempt. [Envoy, outlier detection: consecutive 5xx; least request]
 */
export class OutlierDetection implements Chooser, LinkWatcher {
  private readonly link: Link;
  private readonly spec: OutlierSpec;
  private readonly draws: RandomStream;
  private readonly ejections: OwnMeasure;
  /** By target: failures in a row, how often it has been left out, and until when it is [s]. */
  private readonly failures: Int32Array;
  private readonly times: Int32Array;
  private readonly until: Float64Array;

  constructor(link: Link, spec: OutlierSpec, draws: RandomStream, ejections: OwnMeasure) {
    this.link = link;
    this.spec = spec;
    this.draws = draws;
    this.ejections = ejections;
    const { length } = link.targets;
    this.failures = new Int32Array(length);
    this.times = new Int32Array(length);
    this.until = new Float64Array(length);
    link.chooser = this;
    link.watcher = this;
  }

  choose(): number {
    const first = this.any();
    const second = this.any();
    const { outstanding } = this.link;
    return outstanding[second] < outstanding[first] ? second : first;
  }

  changed(_link: Link, position: number, delta: number, _caller: number, outcome: number): void {
    if (delta > 0) return;
    if (isInstanceFailure[outcome] === 1) this.failed(position);
    else this.failures[position] = 0;
  }

  /** An attempt has been given up: it timed out. */
  givenUp(position: number): void {
    this.failed(position);
  }

  private failed(position: number): void {
    const { spec, link, until, times, failures } = this;
    const { now } = link.sim;
    if (now < until[position] || ++failures[position] < spec.consecutiveErrors) return;
    failures[position] = 0;
    let out = 0;
    for (const end of until) if (now < end) out++;
    if (out > 0 && (out + 1) / until.length > spec.maxEjection) return;
    times[position]++;
    until[position] = now + Math.min(LONGEST, spec.baseEjectionTime * times[position]);
    this.ejections.tick();
  }

  /** Any target that is not left out, or any that is switched on where all of these are. */
  private any(): number {
    const { link, draws, until } = this;
    const { length } = link.targets;
    const start = draws.integer(length);
    let leftOut = -1;
    for (let step = 0; step < length; step++) {
      const at = (start + step) % length;
      if (link.targets[at].isOff) continue;
      if (link.sim.now >= until[at]) return at;
      if (leftOut < 0) leftOut = at;
    }
    return Math.max(leftOut, 0);
  }
}
