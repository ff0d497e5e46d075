import { flag, group, quantity } from '../field.ts';
import { NO_VISIT, type RandomStream, Rank, type Simulation, type Station } from '../kernel/index.ts';
import type { Member } from './quorum.ts';

/** A default, and where it comes from. */
interface Sourced {
  readonly default: string;
  readonly source: string;
}

/** How long it takes until another copy has the place of what has died, and whether it works. */
export const failoverFields = (detection: Sourced, promotion: Sourced) => ({
  detection: quantity('time', {
    title: 'Detection',
    help: 'From the crash until the primary is taken to be dead. Shorter, and a pause is taken for a death.',
    ...detection,
    min: 0,
    max: 86_400,
  }),
  promotion: quantity('time', {
    title: 'Promotion',
    help: 'From then until the copy answers as primary: election, replay of its log, new addresses.',
    ...promotion,
    min: 0,
    max: 86_400,
  }),
  success: quantity('fraction', {
    title: 'Success',
    help: 'Probability that it works. Where it does not, service comes back with the repair.',
    default: 1,
    source: 'Assumption: it works; it does where it is practised.',
    min: 0,
    max: 1,
  }),
});

/** What happens when a primary dies and another copy can take its place. */
export const failoverField = group(
  {
    title: 'Failover',
    help: 'A standby or a read replica takes the primary’s place when it crashes; a standby in a second zone does so in any case, within the usual times if none are written. Until then nobody answers what only the primary can. What the copy does not have yet is lost: nothing with a synchronous one, with one that lags the writes of its lag.',
    advanced: true,
  },
  {
    ...failoverFields(
      {
        default: '30 s',
        source: 'Redis Sentinel: down-after-milliseconds = 30,000; AWS RDS Multi-AZ takes 60 to 120 s for all of it.',
      },
      {
        default: '60 s',
        source: 'AWS RDS User Guide: a Multi-AZ failover typically takes 60 to 120 s, detection included.',
      },
    ),
    fencing: flag({
      title: 'Fencing',
      help: 'A primary that cannot reach its copy is kept from taking writes before the copy takes its place: its lease runs out, a quorum is missed, or its power is cut. Without it a partition between the two leaves two primaries, and what the old one has accepted is thrown away when they meet again (fault “split brain”).',
      default: true,
      source: 'Patroni demotes a primary that cannot renew its leader key; RDS Multi-AZ lets one machine write.',
    }),
  },
);

/** A standby that its provider runs takes over unasked, and within the usual times where none are written. */
const unasked: FailoverSpec = failoverField.unwrap().parse({});

/** How the copy of a component's primary takes its place; undefined where there is none that would. */
export function failoverOf(spec: Readonly<Record<string, unknown>>): FailoverSpec | undefined {
  return (spec['failover'] as FailoverSpec | undefined) ?? (spec['multiZone'] === true ? unasked : undefined);
}

export interface FailoverSpec {
  readonly detection: number;
  readonly promotion: number;
  readonly success: number;
  /** Whether the old primary stops before the copy takes its place; it does unless this is false. */
  readonly fencing?: boolean;
}

/** Members that elect the primary: more than half of them must be up for an election, and for a primary to go on. */
export interface Votes {
  /** Primary and copy among them. */
  readonly members: number;
  /** Is told when there are too few, and when there are enough again. */
  setShort(isShort: boolean): void;
}

/** Votes of so many members, without a majority of which an instance answers nobody. */
export function votesOf(site: Member, members: number): Votes {
  return { members, setShort: (isShort) => site.setShort(isShort) };
}

/** Who is told that a copy is primary now. */
export interface Promoted {
  takeOver(): void;
  /** How long it takes this time, once the loss has been noticed [s]; as long as always if absent. */
  readonly promotionTime?: number | undefined;
}

/**
 * One primary with one copy that can take its place: two machines that change roles. While the dead one is under repair
 * there is no other copy, so that a second crash lasts until a repair, and each repair is that of the machine which had
 * the trouble; the one that comes back is the new copy. A copy whose zone is lost takes nobody's place either. Where members
 * vote, the others beside these two only count: without a majority nobody is primary.
 */
export class Failover implements Station {
  readonly spec: FailoverSpec;
  /** Whether a write waits for the copy, so that none is acknowledged while nobody hears of it. */
  readonly waitsForCopy: boolean;
  private readonly sim: Simulation;
  private readonly primary: Promoted;
  private readonly draws: RandomStream;
  private readonly id: number;
  /** What keeps the copy away: its repair, the loss of its zone. */
  private withoutCopy = 0;
  /** By machine, what keeps it down, which may overlap: its own crash, the loss of its zone. */
  private readonly troubles = [0, 0];
  /** Which machine is primary. */
  private leader = 0;
  /** Number of the promotion under way: the last repair calls it off, and so does the loss of the copy. */
  private turn = 0;
  private readonly votes: Votes | undefined;
  /** Members beside primary and copy that are down. */
  private othersLost = 0;

  constructor(
    sim: Simulation,
    spec: FailoverSpec,
    primary: Promoted,
    draws: RandomStream,
    waitsForCopy = false,
    votes?: Votes,
  ) {
    this.sim = sim;
    this.spec = spec;
    this.waitsForCopy = waitsForCopy;
    this.primary = primary;
    this.draws = draws;
    this.votes = votes;
    this.id = sim.add(this);
  }

  /** The primary has crashed, or has one trouble more; returns which machine it is. */
  failed(): number {
    if (++this.troubles[this.leader] === 1 && this.withoutCopy === 0) this.begin();
    this.count();
    return this.leader;
  }

  /** A machine has one trouble less: true where its place has been taken meanwhile, so that it comes back as the copy. */
  repaired(machine: number): boolean {
    const isRid = --this.troubles[machine] === 0;
    if (machine !== this.leader) {
      if (isRid) this.copyBack();
      return true;
    }
    if (isRid) this.turn++;
    this.count();
    return false;
  }

  /** The copy cannot take over from now on. */
  copyLost(): void {
    this.withoutCopy++;
    this.turn++;
    this.count();
  }

  /** One reason for that is gone. */
  copyBack(): void {
    if (--this.withoutCopy === 0 && this.troubles[this.leader] > 0) this.begin();
    this.count();
  }

  /** One of the other members is down, and up again. */
  otherLost(): void {
    this.othersLost++;
    this.count();
  }

  otherBack(): void {
    const hadMajority = this.hasMajority;
    this.othersLost--;
    this.count();
    const isAwaited = this.troubles[this.leader] > 0 && this.withoutCopy === 0;
    if (!hadMajority && this.hasMajority && isAwaited) this.begin();
  }

  wake(turn: number): void {
    if (turn !== this.turn || !this.hasMajority || !this.draws.chance(this.spec.success)) return;
    this.leader = 1 - this.leader;
    this.withoutCopy++;
    this.primary.takeOver();
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

  private get hasMajority(): boolean {
    const { votes, troubles, leader, withoutCopy, othersLost } = this;
    if (votes === undefined) return true;
    const down = othersLost + (troubles[leader] > 0 ? 1 : 0) + (withoutCopy > 0 ? 1 : 0);
    return (votes.members - down) * 2 > votes.members;
  }

  private count(): void {
    this.votes?.setShort(!this.hasMajority);
  }

  private begin(): void {
    const { detection, promotion } = this.spec;
    const time = detection + (this.primary.promotionTime ?? promotion);
    this.sim.wakeAfter(this.id, ++this.turn, NO_VISIT, time, Rank.timer);
  }
}
