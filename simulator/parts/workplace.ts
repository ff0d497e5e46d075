import type { ResourceBook } from '../books.ts';
import type { Site } from '../site.ts';
import { Demands } from './demands.ts';
import { behaviorOf } from './discipline.ts';
import { PATIENCE } from './impatience.ts';
import { PacedWork } from './paced-work.ts';
import { type Queueing, rulesAtDoor } from './queueing.ts';
import { type Center, type Grantee, ServiceCenter } from './service-center.ts';
import { PACE, type Working } from './shared-cores.ts';
import type { Dropping } from './waiting-room.ts';

/** Servers of one instance, and the places of those who wait for them. */
export interface Servers {
  readonly servers: number;
  readonly queue: number;
}

/** Who waits behind a door is ordered only where the discipline looks at urgency or work. */
const PLAIN: Queueing = { discipline: 'fifo' };

/**
 * Where work is done: cores and a line before them, cores that divide themselves among all, or, without a limit, one for
 * everybody. The owner hears `wake(WORK_DONE, visit)` when a visit's work is done, and then says `done`.
 */
export class Workplace implements Grantee {
  /** Work drawn at arrival; undefined where it is drawn when it is begun. */
  readonly demands: Demands | undefined = undefined;
  private readonly site: Site;
  private readonly owner: Working & Dropping;
  private readonly cores: Center | undefined = undefined;
  /** Work whose speed depends on how many there are; undefined where each takes its own time. */
  private readonly paced: PacedWork | undefined = undefined;

  /** `number` is that of the station's resource; `isDoor` whether requests come here straight from outside. */
  constructor(
    site: Site,
    owner: Working & Dropping,
    cores: Servers | undefined,
    number: 0 | 1,
    isDoor: boolean,
    queueing: Queueing,
  ) {
    this.site = site;
    this.owner = owner;
    const behavior = behaviorOf(queueing.discipline);
    const { usl } = queueing;
    if (behavior.needsDemand || usl !== undefined) this.demands = new Demands(site);
    if (cores !== undefined && behavior.cores !== undefined && this.demands !== undefined) {
      this.cores = behavior.cores({
        site,
        book: site.resources[number],
        owner,
        demands: this.demands,
        cores: cores.servers,
        places: cores.queue,
        displaces: isDoor && queueing.whenFull === 'displace',
        usl,
      });
      return;
    }
    if (usl !== undefined) this.paced = new PacedWork(site, owner, usl);
    if (cores === undefined) return;
    const inside = behavior.ordersCores ? { discipline: queueing.discipline } : PLAIN;
    const rules = rulesAtDoor(site, isDoor ? queueing : inside, cores.queue, this.demands);
    const book: ResourceBook = site.resources[number];
    this.cores = new ServiceCenter(site.sim, book, isDoor ? site.door(this) : this, number, {
      servers: cores.servers,
      rules,
    });
  }

  /** A visit has come to the station: its work is drawn, where that must be known beforehand. */
  came(visit: number): void {
    this.demands?.draw(visit);
  }

  /** Begins the work, now or when there is a core; false where there is neither core nor waiting place. */
  request(visit: number): boolean {
    if (this.cores !== undefined) return this.cores.request(visit);
    this.work(visit);
    return true;
  }

  granted(_center: number, visit: number): void {
    this.work(visit);
  }

  dropped(visit: number, outcome: number): void {
    this.owner.dropped(visit, outcome);
  }

  /** The work is done and the core is free. */
  done(visit: number): void {
    this.cores?.release(visit);
  }

  wake(timer: number, visit: number): void {
    if (timer === PACE) (this.paced ?? this.cores)?.wake(timer, visit);
    else if (timer === PATIENCE) this.cores?.wake(timer, visit);
  }

  /** Whether a visit that has come straight from outside still waits for its core. */
  isWaiting(visit: number): boolean {
    return this.cores?.isWaiting?.(visit) === true;
  }

  /** Aborts the work of a visit, or takes it out of the line; nothing where it is neither. */
  withdraw(visit: number): void {
    const { cores, paced, site } = this;
    const isWorking = paced === undefined ? site.sim.visits.workUntil[visit] > 0 : paced.has(visit);
    if (paced?.has(visit) === true) paced.stop(visit);
    if (cores !== undefined && (isWorking || cores.holds(visit))) cores.withdraw(visit);
  }

  rescaled(slowness: number): void {
    this.cores?.rescaled?.(slowness);
    this.paced?.rescaled(slowness);
  }

  clear(): void {
    this.cores?.clear();
    this.paced?.clear();
  }

  private work(visit: number): void {
    const { demands, paced, site } = this;
    if (demands === undefined) site.serve(visit);
    else if (paced === undefined) site.serveFor(visit, demands.of(visit));
    else paced.begin(visit, demands.of(visit));
  }
}
