import { NO_VISIT, type RandomStream } from '../kernel/index.ts';
import type { Link } from '../link.ts';

/** Which calls come twice, and how much later the second comes [s]. */
export interface Twinning {
  readonly share: number;
  readonly after: number;
  readonly draws: RandomStream;
}

/** What is sent a second time over a link by somebody other than its caller, who hears nothing of it. */
export class Twins {
  readonly rules: Twinning[] = [];
  private readonly link: Link;
  /** Serials of the visits of second calls under way. */
  private readonly underWay = new Set<number>();
  /** Those just made, until they have what goes along with their first. */
  readonly unnamed: number[] = [];

  constructor(link: Link) {
    this.link = link;
  }

  /** A call goes to the target at this position and arrives after `delay` [s]: perhaps it comes again. */
  follow(visit: number, position: number, delay: number): void {
    for (const { share, after, draws } of this.rules)
      if (draws.chance(share)) this.send(visit, position, delay + after);
  }

  /** Whether a visit that has been answered is a second call. */
  ends(visit: number): boolean {
    return this.underWay.delete(this.link.sim.visits.serial[visit]);
  }

  private send(visit: number, position: number, delay: number): void {
    const { sim, targets, index } = this.link;
    const { tag, kind, key, op } = sim.visits;
    const twin = sim.open(targets[position].id, NO_VISIT, tag[visit], kind[visit], key[visit], op[visit], index);
    sim.visits.target[twin] = position;
    // It is for the same message, though nobody waits for it.
    sim.visits.parentSerial[twin] = this.link.callerSerial(visit);
    this.underWay.add(sim.visits.serial[twin]);
    if (this.link.carriesAlong) this.unnamed.push(twin);
    sim.arriveAfter(twin, delay);
  }
}
