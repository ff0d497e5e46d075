import { flag } from '../field.ts';
import { followersIn } from '../flows.ts';
import type { CompiledComponent, Model } from '../model.ts';
import { isFailure, Op } from '../outcome.ts';
import type { Site } from '../site.ts';

/** Of a store that is written from messages. */
export const readModelField = flag({
  title: 'Read model',
  help: 'It is written from messages about what others have taken: a projection of a log, a view that follows a database. A read that misses a write which had been acknowledged there before it began is stale; what its own copies lack is not counted beside it. Needs requests with keys to matter.',
  default: false,
  source: 'Assumption: who writes here waits for it.',
  advanced: true,
});

/** Writes to one item that have been acknowledged and have not come to the view, by when that was [s], the oldest first. */
type Missing = number[];

/** Where writes are acknowledged that come to a view by messages. */
interface Source {
  /** Number of the component. */
  readonly index: number;
  /** By request kind: 1 where its writes come to the view. */
  readonly kinds: Uint8Array;
  /** Components whose writes there the view is not told of: those who follow the same change feed. */
  readonly untold: ReadonlySet<number>;
}

/**
 * What a view does not have yet of what its sources have acknowledged: each read of it is judged when it leaves. A view has
 * caught up by one write for each that comes to it, so that a message delivered twice may hide one that is still under way.
 */
export class ReadModel {
  private readonly missing = new Map<number, Missing>();

  /** `sitesOf` has the instances of a component. */
  constructor(views: readonly Site[], sources: readonly Source[], sitesOf: (component: number) => readonly Site[]) {
    for (const source of sources) for (const site of sitesOf(source.index)) this.hear(site, source);
    for (const site of views) this.judge(site);
  }

  private hear(site: Site, { kinds, untold }: Source): void {
    const { sim, allLinks } = site;
    const { missing } = this;
    site.watchDepartures({
      left: (visit, outcome) => {
        const { visits, now } = sim;
        if (visits.op[visit] !== Op.write || isFailure(outcome) || visits.link[visit] < 0) return outcome;
        if (kinds[visits.kind[visit]] === 0 || site.isSparing) return outcome;
        if (untold.has(allLinks[visits.link[visit]].connection.from)) return outcome;
        const known = missing.get(visits.key[visit]);
        if (known === undefined) missing.set(visits.key[visit], [now]);
        else known.push(now);
        return outcome;
      },
    });
  }

  private judge(site: Site): void {
    const { sim, book } = site;
    const { missing } = this;
    book.effects.isView = true;
    site.watchDepartures({
      left: (visit, outcome) => {
        const { visits } = sim;
        if (isFailure(outcome) || visits.link[visit] < 0) return outcome;
        const key = visits.key[visit];
        const known = missing.get(key);
        if (visits.op[visit] === Op.read) {
          const begun = visits.arrivedAt[visit];
          book.effects.judgeView(known === undefined ? 0 : known.filter((at) => at <= begun).length);
        } else if (known !== undefined && !site.isSparing) {
          known.shift();
          if (known.length === 0) missing.delete(key);
        }
        return outcome;
      },
    });
  }
}

/**
 * Where writes are acknowledged that come to a view by messages: the store whose changes are told, or else the queue or log
 * that has stored them.
 */
export function sourcesOf(model: Model, view: CompiledComponent): Source[] {
  const { components, connections } = model;
  const callersOf = ({ index }: CompiledComponent) =>
    connections.filter(({ to }) => to === index).map(({ from }) => components[from]);
  const found = new Set<CompiledComponent>();
  const seen = new Set<CompiledComponent>();
  const climb = (component: CompiledComponent): void => {
    if (seen.has(component)) return;
    seen.add(component);
    for (const caller of callersOf(component)) {
      const { role, tellsOfChanges } = caller.definition;
      if (tellsOfChanges === true) found.add(caller);
      else if (role === 'queue') fromQueue(caller);
      else if (role === 'worker' || role === 'compute') climb(caller);
    }
  };
  const fromQueue = (queue: CompiledComponent): void => {
    const callers = callersOf(queue);
    const isHandedOn = ({ definition }: CompiledComponent) =>
      definition.role === 'queue' || definition.tellsOfChanges === true;
    if (callers.some((caller) => !isHandedOn(caller))) found.add(queue);
    if (callers.some(isHandedOn)) climb(queue);
  };
  climb(view);
  return [...found].map((source) => ({
    index: source.index,
    kinds: Uint8Array.from(model.kinds, (kind) => (reaches(model, source.index, kind.index, view.index) ? 1 : 0)),
    untold: untold(model, source, view.index),
  }));
}

/** Who follows every feed of a store that leads to the view. */
function untold(model: Model, { definition, outgoing }: CompiledComponent, view: number): ReadonlySet<number> {
  if (definition.tellsOfChanges !== true) return new Set();
  const leads = (to: number) => to === view || model.kinds.some(({ index }) => reaches(model, to, index, view));
  const [first = new Set<number>(), ...rest] = outgoing
    .filter((number) => leads(model.connections[number].to))
    .map((number) => followersIn(model, number).all);
  return new Set([...first].filter((component) => rest.every((all) => all.has(component))));
}

/** Whether a write of this kind at one component leads to one at another. */
function reaches(model: Model, from: number, kind: number, to: number, depth = 0): boolean {
  const { components, connections } = model;
  if (depth > components.length) return false;
  const { plans, outgoing } = components[from];
  return plans[kind * 2 + 1].some(({ calls }) =>
    calls.some(({ link, op }) => {
      if (op === Op.read) return false;
      const next = connections[outgoing[link]].to;
      return next === to || reaches(model, next, kind, to, depth + 1);
    }),
  );
}
