import type { ResourceBook } from '../books.ts';
import { choice } from '../field.ts';
import type { RequestKind } from '../model.ts';
import type { Site } from '../site.ts';
import type { Usl } from './contention.ts';
import type { Demands } from './demands.ts';
import { PreemptiveCores } from './preemptive-cores.ts';
import type { Center } from './service-center.ts';
import { SharedCores, type Working } from './shared-cores.ts';
import { AdaptiveLifoLine, EndLine, PriorityLine, ShortestLine, type WaitingLine } from './waiting-line.ts';
import type { Dropping } from './waiting-room.ts';

export type Discipline =
  | 'fifo'
  | 'lifo'
  | 'adaptive-lifo'
  | 'priority'
  | 'priority-preemptive'
  | 'shortest-job'
  | 'shortest-remaining'
  | 'processor-sharing';

/** What a center without a line needs to work by itself. */
export interface Work {
  readonly site: Site;
  readonly book: ResourceBook;
  readonly owner: Working & Dropping;
  readonly demands: Demands;
  readonly cores: number;
  /** Waiting places. */
  readonly places: number;
  readonly displaces: boolean;
  readonly usl: Usl | undefined;
}

interface Behavior {
  readonly title: string;
  readonly description: string;
  /** Must the work of a request be known before it is begun? */
  readonly needsDemand: boolean;
  /** Does it order those who wait for a core inside too, and not only those at the door? */
  readonly ordersCores: boolean;
  readonly line: (site: Site, demands: Demands | undefined) => WaitingLine;
  /** Cores that divide or interrupt work; absent where a request keeps its core until its work is done. */
  readonly cores?: (work: Work) => Center;
}

/** Ranks by kind of request, 0 for the most urgent of those that there are. */
export function ranks(kinds: readonly RequestKind[]): Int32Array {
  const levels = [...new Set(kinds.map(({ spec }) => spec.priority))].sort((a, b) => a - b);
  return Int32Array.from(kinds, ({ spec }) => levels.indexOf(spec.priority));
}

const fifo = (site: Site) => new EndLine(site.sim, 'oldest');
const byPriority = (site: Site) => new PriorityLine(site.sim, ranks(site.requests.kinds));
const byWork = (site: Site, demands: Demands | undefined) =>
  new ShortestLine(site.sim, (visit) => demands?.of(visit) ?? 0);

const behaviors: Readonly<Record<Discipline, Behavior>> = {
  fifo: {
    title: 'First come, first served',
    description: 'The oldest request. Nobody is overtaken; under overload everybody is late.',
    needsDemand: false,
    ordersCores: false,
    line: fifo,
  },
  lifo: {
    title: 'Last come, first served',
    description: 'The newest request: under overload some are quick instead of all being late.',
    needsDemand: false,
    ordersCores: false,
    line: (site) => new EndLine(site.sim, 'newest'),
  },
  'adaptive-lifo': {
    title: 'Adaptive LIFO',
    description:
      'The oldest while the queue runs empty now and then; the newest once it has not been empty for 100 ms (Facebook, “Fail at Scale”). Put a queue timeout beside it for those who are left at the bottom.',
    needsDemand: false,
    ordersCores: false,
    line: (site) => new AdaptiveLifoLine(site.sim),
  },
  priority: {
    title: 'Priority',
    description:
      'The most urgent request, by the priority of its kind; who is being worked on is not interrupted. The others wait longer for it, without end where the urgent ones alone fill the servers.',
    needsDemand: false,
    ordersCores: true,
    line: byPriority,
  },
  'priority-preemptive': {
    title: 'Priority, preemptive',
    description:
      'A more urgent request interrupts a less urgent one, which goes on later where it was. Urgent requests do not notice the others at all.',
    needsDemand: true,
    ordersCores: true,
    line: byPriority,
    cores: ({ site, book, owner, demands, ...of }) =>
      new PreemptiveCores(site, book, owner, demands, { ...of, rankOf: ranks(site.requests.kinds) }),
  },
  'shortest-job': {
    title: 'Shortest job first',
    description:
      'The request with the least work, which must be known beforehand. The mean wait falls, that of long requests rises.',
    needsDemand: true,
    ordersCores: true,
    line: byWork,
  },
  'shortest-remaining': {
    title: 'Shortest remaining first',
    description:
      'The request with the least work left, interrupting others. No discipline has a smaller mean response time; long requests pay for it.',
    needsDemand: true,
    ordersCores: true,
    line: byWork,
    cores: ({ site, book, owner, demands, ...of }) => new PreemptiveCores(site, book, owner, demands, of),
  },
  'processor-sharing': {
    title: 'Processor sharing',
    description:
      'All at once: n requests share the cores evenly, as an operating system shares them among threads. Short requests are not held up by long ones. A queue then bounds how many more may be in progress than there are cores.',
    needsDemand: true,
    ordersCores: true,
    line: fifo,
    cores: ({ site, book, owner, demands, cores, places, usl }) =>
      new SharedCores(site, book, owner, demands, { cores, most: cores + places, usl }),
  },
};

export function behaviorOf(discipline: Discipline): Behavior {
  return behaviors[discipline];
}

/** Disciplines whose requests may be interrupted or divided: of no effect where every thread has a core. */
export const dividing = (Object.keys(behaviors) as Discipline[]).filter((name) => behaviors[name].cores !== undefined);

const option = <Name extends Discipline>(value: Name) => ({
  value,
  title: behaviors[value].title,
  description: behaviors[value].description,
});

export const disciplineField = choice({
  title: 'Discipline',
  help: 'Who is served next. It moves waiting from some requests to others; it makes no capacity.',
  options: [
    option('fifo'),
    option('lifo'),
    option('adaptive-lifo'),
    option('priority'),
    option('priority-preemptive'),
    option('shortest-job'),
    option('shortest-remaining'),
    option('processor-sharing'),
  ],
  default: 'fifo',
  source: 'Assumption: the accept queue of an operating system, first in, first out.',
  advanced: true,
});
