import type { DistributionSpec } from '../distribution.ts';
import { choice, group, optionalQuantity, optionalTimeDistribution, quantity } from '../field.ts';
import type { Site } from '../site.ts';
import { Blocked } from './blocked.ts';
import { type Usl, uslField } from './contention.ts';
import type { Demands } from './demands.ts';
import { behaviorOf, type Discipline, disciplineField } from './discipline.ts';
import { impatience } from './impatience.ts';
import { CoDel, EitherShedder, type Shedder, ShedLate } from './shedding.ts';
import type { WaitingRules } from './waiting-room.ts';

/** The fields of whatever has a waiting line: who is next, how long one waits, and who is turned away. */
export const queueingFields = {
  discipline: disciplineField,
  whenFull: choice({
    title: 'When full',
    help: 'Who goes when there is no waiting place left.',
    options: [
      { value: 'reject', title: 'Reject', description: 'The request that comes is rejected.' },
      {
        value: 'block',
        title: 'Block the caller',
        description:
          'The request stands outside until there is room, first blocked first admitted, and its caller keeps its thread: back pressure.',
      },
      {
        value: 'displace',
        title: 'Shed the least urgent',
        description:
          'The least urgent of those who wait makes room for a more urgent one, by priority. Only with a priority discipline.',
      },
    ],
    default: 'reject',
    source: 'Assumption: a bounded queue refuses who comes last, as a full accept queue does.',
    advanced: true,
  }),
  queueTimeout: optionalTimeDistribution({
    title: 'Queue timeout',
    help: 'A request that has waited so long for its turn leaves the queue unserved: it fails after this time, and has cost no work. Use it so that nobody waits for an answer that will come too late. A distribution makes some more patient than others.',
    advanced: true,
  }),
  shedLate: optionalQuantity('time', {
    title: 'Shed late',
    help: 'A request that has waited longer than this is dropped when its turn comes, instead of being worked on. It fails late, unlike with a queue timeout, but no timer is needed.',
    above: 0,
    max: 86_400,
    advanced: true,
  }),
  codel: group(
    {
      title: 'CoDel',
      help: 'Controlled delay (RFC 8289): lets bursts wait, and drops requests one by one once every request for a whole interval had to wait longer than the target.',
      advanced: true,
    },
    {
      target: quantity('time', {
        title: 'Target',
        help: 'A wait that is well.',
        default: '5 ms',
        source: 'RFC 8289, § 4.4: TARGET = 5 ms.',
        above: 0,
        max: 3600,
      }),
      interval: quantity('time', {
        title: 'Interval',
        help: 'For so long the wait may be above the target before the first is dropped.',
        default: '100 ms',
        source: 'RFC 8289, § 4.4: INTERVAL = 100 ms.',
        above: 0,
        max: 3600,
      }),
    },
  ),
  usl: uslField,
};

/** As parsed; a component may have only some of them. */
export interface Queueing {
  readonly discipline: Discipline;
  readonly whenFull?: 'reject' | 'block' | 'displace' | undefined;
  readonly queueTimeout?: DistributionSpec | undefined;
  readonly shedLate?: number | undefined;
  readonly codel?: { readonly target: number; readonly interval: number } | undefined;
  readonly usl?: Usl | undefined;
}

/** How those at the door of a station wait. */
export function rulesAtDoor(
  site: Site,
  queueing: Queueing,
  places: number,
  demands: Demands | undefined,
): WaitingRules {
  return {
    line: behaviorOf(queueing.discipline).line(site, demands),
    places,
    impatience: impatience(site, queueing.queueTimeout),
    shedder: shedder(queueing),
    blocked: queueing.whenFull === 'block' ? new Blocked(site.sim) : undefined,
    displaces: queueing.whenFull === 'displace',
  };
}

function shedder({ codel, shedLate }: Queueing): Shedder | undefined {
  const late = shedLate === undefined ? undefined : new ShedLate(shedLate);
  const controlled = codel === undefined ? undefined : new CoDel(codel.target, codel.interval);
  return late === undefined || controlled === undefined ? (late ?? controlled) : new EitherShedder(controlled, late);
}
