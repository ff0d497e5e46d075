import type { RandomStream } from '../kernel/index.ts';
import type { Chooser, Link } from '../link.ts';
import { Op } from '../outcome.ts';
import type { Site } from '../site.ts';

/** An instance that connections can be made to. */
export interface Holder {
  readonly isUp: boolean;
  /** So many clients who have lost their connection will come. */
  expect(clients: number): void;
}

/** The long-lived connections to all instances of a component, as numbers: where each is held, and how many are lost. */
export class LongLived {
  readonly total: number;
  private readonly most: number;
  private readonly sites: readonly Site[];
  private readonly held: Int32Array;
  private readonly holders: Holder[] = [];
  /** Without any instance to go to. */
  private lost = 0;
  /** By instance: messages under way to it from those who have no connection. */
  private readonly strays: Int32Array;

  /** Until the first instance joins nobody is connected, since it is not known before which are switched on. */
  constructor(total: number, most: number, sites: readonly Site[]) {
    this.total = total;
    this.most = most;
    this.sites = sites;
    this.held = new Int32Array(sites.length);
    this.strays = new Int32Array(sites.length);
  }

  join(instance: number, holder: Holder): void {
    if (this.holders.length === 0) this.connectAll();
    this.holders[instance] = holder;
  }

  /** Spread evenly over the instances that are switched on, as far as there is room for `most` at each. */
  private connectAll(): void {
    const { sites, total, most, held } = this;
    const on = sites.flatMap(({ isOff }, at) => (isOff ? [] : [at]));
    on.forEach((at, i) => {
      held[at] = Math.min(most, Math.floor(total / on.length) + (i < total % on.length ? 1 : 0));
    });
  }

  /** Held at an instance. */
  of(instance: number): number {
    return this.held[instance];
  }

  /** Share of all who have no connection now. */
  get away(): number {
    return 1 - this.held.reduce((sum, n) => sum + n, 0) / this.total;
  }

  /** An instance takes so many of those who come, as far as it has room; returns how many. */
  take(instance: number, clients: number): number {
    const taken = Math.min(clients, this.most - this.held[instance]);
    this.held[instance] += taken;
    return taken;
  }

  /** An instance has lost all its connections; returns how many. */
  lose(instance: number): number {
    const lost = this.held[instance];
    this.held[instance] = 0;
    this.strays[instance] = 0; // it refuses them all
    return lost;
  }

  /** So many more, and those who had nowhere to go, come back to the instances that are up, to each as many. */
  scatter(clients: number): void {
    this.lost += clients;
    const up = this.holders.filter(({ isUp }) => isUp);
    if (up.length === 0 || this.lost === 0) return;
    const lost = this.lost;
    this.lost = 0;
    up.forEach((holder, at) => {
      holder.expect(Math.floor(lost / up.length) + (at < lost % up.length ? 1 : 0));
    });
  }

  /** Somebody without a connection sends a message, which an instance will be asked about in vain. */
  stray(instance: number): void {
    this.strays[instance]++;
  }

  /** Whether a message that comes to an instance is one of these: all messages are alike, so that the next one is. */
  turnsAway(instance: number): boolean {
    if (this.strays[instance] === 0) return false;
    this.strays[instance]--;
    return true;
  }

  /** The instance that holds a connection, all numbered from 0 on; -1 for those who have none. */
  holderOf(connection: number): number {
    let left = connection;
    for (let at = 0; at < this.held.length; at++) {
      left -= this.held[at];
      if (left < 0) return at;
    }
    return -1;
  }
}

/** A message goes by a connection, all alike: to the instance that holds it. Who has none is refused. */
export class OwnerOfConnection implements Chooser {
  private readonly connections: LongLived;
  private readonly instances: readonly Site[];
  private readonly draws: RandomStream;

  constructor(connections: LongLived, instances: readonly Site[]) {
    this.connections = connections;
    this.instances = instances;
    this.draws = instances[0].stream('connections');
  }

  choose(_link: Link, _kind: number, _key: number, op: number): number {
    const { instances, draws, connections } = this;
    const holder = connections.holderOf(draws.integer(connections.total));
    if (holder >= 0) return holder;
    // An instance that has lost its connections, as the one to which this one was; where all are up, any.
    const gone = instances.findIndex(({ isDown, isOff }) => isDown || isOff);
    if (gone >= 0) return gone;
    const any = draws.integer(instances.length);
    // A push knows of nobody's absence before it is there.
    if (op !== Op.fill) connections.stray(any);
    return any;
  }
}
