import { expect } from 'vitest';
import {
  compile,
  definitionOf,
  Experiment,
  estimate,
  type Model,
  type RunResult,
  type Topology,
} from '../../simulator/index.ts';
import { Run } from '../../simulator/run.ts';
import { DESIGN_FORMAT, readDesign } from '../../src/index.ts';
import { modelOf, type Sketch } from '../support/topology.ts';
import { run } from './support.ts';

/** Laws that hold for any design, whatever it asks of whom and whatever breaks. */

/** What a law may take of a design that is slow on purpose. */
export const guards = { maxEvents: 150_000 };

/** Seconds of simulated time in which what is still inside has to end. */
const LONG_ENOUGH = 1e6;

/** Where a number is none; nowhere in a result that is plain JSON. */
function holes(value: unknown, path = ''): string[] {
  if (typeof value === 'number') return Number.isFinite(value) ? [] : [`${path} = ${value}`];
  if (value === undefined) return [`${path} is undefined`];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, of]) => holes(of, `${path}.${key}`));
}

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

/** Offered less all that is known about their ends, by kind of request. */
function unaccounted(result: RunResult): number[] {
  return Object.values(result.requests).map(
    ({ counts }) => counts.offered - counts.succeeded - counts.inFlight - sum(Object.values(counts.failed)),
  );
}

/** The same of a sketch that is run for it. */
export function expectConservation(sketch: Sketch): void {
  expectConserved(run(sketch));
}

/** Requests are conserved, exactly and by kind; every failure has a place, every number is one, no share exceeds one. */
export function expectConserved(result: RunResult): void {
  const { '*': all, ...kinds } = result.requests;
  expect(unaccounted(result)).toEqual(Object.keys(result.requests).map(() => 0));
  const total = (of: (request: typeof all) => number) => sum(Object.values(kinds).map(of));
  expect([all.counts.offered, all.counts.succeeded, all.counts.inFlight]).toEqual([
    total(({ counts }) => counts.offered),
    total(({ counts }) => counts.succeeded),
    total(({ counts }) => counts.inFlight),
  ]);
  expect(sum(all.failures.map(({ count }) => count))).toBe(sum(Object.values(all.counts.failed)));
  expect(all.latency.count).toBe(all.counts.succeeded);
  expect(sum(all.histogram.map(({ count }) => count))).toBe(all.counts.succeeded);
  expect(holes(result)).toEqual([]);
  const resources = Object.values(result.components).flatMap((component) => Object.values(component.resources));
  expect(resources.filter(({ utilization }) => utilization > 1 + 1e-9)).toEqual([]);
  expect(resources.filter(({ utilization, wasted }) => wasted > utilization + 1e-9)).toEqual([]);
  expect(resources.filter(({ utilization, wasted }) => Math.min(utilization, wasted) < -1e-9)).toEqual([]);
  expectShares(result);
  expect(result.cost.monthly).toBeGreaterThanOrEqual(0);
}

/** What is a share of something is none of more than there is. */
function expectShares({ components, outcomes }: RunResult): void {
  const all = Object.entries(components);
  const shares = all.flatMap(([id, { availability = 1, hitRatio = 0 }]) => [
    { of: `availability of ${id}`, is: availability },
    { of: `hit ratio of ${id}`, is: hitRatio },
  ]);
  expect(shares.filter(({ is }) => is < -1e-12 || is > 1 + 1e-12)).toEqual([]);
  const ledgers = [{ id: '*', outcomes }, ...all.map(([id, component]) => ({ id, outcomes: component.outcomes }))];
  const wrong = ledgers.flatMap(({ id, outcomes: of }) => {
    const counts: Counts = { ...of?.counts };
    const outOf: Counts = { ...of?.outOf };
    const names = Object.keys(counts).filter((name) => !(counts[name] >= 0 && counts[name] <= outOf[name]));
    return names.map((name) => `${name} of ${id}: ${counts[name]} of ${outOf[name]}`);
  });
  expect(wrong).toEqual([]);
}

type Counts = Readonly<Record<string, number>>;

/**
 * A run is the same again, in the slices of a host, with blame, and of a design that has been written to a file and read.
 */
export function expectRepeatable(sketch: Sketch, { run: { digest } }: RunResult): void {
  const text = JSON.stringify({ format: DESIGN_FORMAT, name: 'again', ...sketch });
  const { topology, findings } = readDesign(text);
  expect(findings.filter(({ severity }) => severity === 'error')).toEqual([]);
  const { model } = compile(topology as Topology);
  const again = new Experiment(model as Model, { ...guards, blame: true });
  while (!again.advance(997));
  expect(again.result().run.digest).toBe(digest);
}

/** The closed forms give a number wherever they give one. */
export function expectEstimate(sketch: Sketch): void {
  expect(holes(estimate(modelOf(sketch)))).toEqual([]);
}

/**
 * Every visit is answered once: when no more requests come and all faults are over, a while later the table of visits is
 * empty, and every component has given as many answers as it had arrivals and holds nothing.
 */
export function expectEnd(sketch: Sketch): void {
  const { streams } = sketch.workload as { streams: { arrivals: object }[] };
  const { duration } = sketch.run as { duration: number };
  const model = modelOf({
    ...sketch,
    // With coherency a station that has piled up enough takes for ever.
    components: sketch.components.map(({ usl, ...component }) => ({
      ...component,
      ...(usl === undefined ? {} : { usl: { ...usl, coherency: 0 } }),
    })),
    connections: sketch.connections.map((connection) => patient(sketch, connection)),
    // Closed users would ask for ever.
    workload: {
      streams: streams.map(({ arrivals, ...stream }) => ({
        ...stream,
        arrivals: 'closed' in arrivals ? { poisson: { rate: 200 } } : arrivals,
        shape: { steps: [[duration, 0]] },
      })),
    },
    faults: (sketch.faults ?? [])
      // Lifetimes are never over.
      .filter((fault) => !('surge' in fault || 'lifetimes' in fault))
      .map((fault) => ('flush' in fault ? fault : { for: 1, ...fault })),
    run: { duration: LONG_ENOUGH, warmup: 0 },
  });
  const of = new Run(model, 1, 0);
  // Jobs that come again and again leave moments in which nothing is inside.
  let budget = 2 * guards.maxEvents;
  for (let until = 1.5 * duration; budget > 0 && until < LONG_ENOUGH; until *= 1.5) {
    budget = of.sim.advance(until, budget);
    if (held(of).length === 0) break;
  }
  expect(held(of)).toEqual([]);
}

type Connection = Sketch['connections'][number];

/** What is tried until it succeeds, a compensation or a change that is told of, is tried for ever where it never has the time. */
function patient({ components }: Sketch, connection: Connection): Connection {
  const caller = components.find(({ id }) => id === connection.from);
  const isTold = definitionOf(caller?.type ?? '')?.tellsOfChanges === true;
  if (connection['undo'] === undefined && !isTold) return connection;
  const { timeout, deadline, ...rest } = connection;
  return rest;
}

/** What is still inside of a run, by place. */
function held({ model, books, connectionBooks, sites, sim }: Run): string[] {
  const at = new Map(sites.flat().map(({ id, component }) => [id, component]));
  // Heartbeats go on for ever.
  const isBusy = new Set(model.components.filter(({ definition }) => definition.background !== undefined));
  const open = [...sim.visits.station.keys()].flatMap((visit) => {
    const component = at.get(sim.visits.station[visit]);
    const isOver = !sim.visits.isOpen(visit) || (component !== undefined && isBusy.has(component));
    return isOver ? [] : [`visit at ${component?.spec.id ?? 'a layer'}`];
  });
  const places = books.flatMap((book, index) => {
    const component = model.components[index];
    if (isBusy.has(component)) return [];
    const { id, type } = component.spec;
    const levels = [book.inSystem, ...book.resources.flatMap(({ busy, waiting }) => [busy, waiting])];
    const isEmpty = levels.every(({ value }) => Math.abs(value) < 1e-9) && book.arrivals === book.answers;
    return isEmpty ? [] : [`${id} (${type})`];
  });
  const pooled = connectionBooks.flatMap(({ pool }, index) => {
    const { from, to } = model.connections[index].spec;
    return pool.busy.value === 0 && pool.waiting.value === 0 ? [] : [`pool ${from} → ${to}`];
  });
  return [...new Set(open), ...places, ...pooled];
}

/**
 * Little's law as an identity of paths: what the mean number at a station is made of, the integral of how many are there,
 * is the sum of all stays, those that have ended and those that have not, whatever breaks. And nothing happens there
 * before what has happened already.
 */
export function expectLittle(sketch: Sketch): void {
  const model = modelOf(sketch);
  const of = new Run(model, 1, 0);
  const stays = of.books.map(() => 0);
  let latest = 0;
  let isInOrder = true;
  of.books.forEach((book, index) => {
    const answered = book.answered.bind(book);
    book.answered = (now, arrivedAt, outcome) => {
      stays[index] += now - arrivedAt;
      isInOrder &&= now >= latest && arrivedAt <= now;
      latest = now;
      answered(now, arrivedAt, outcome);
    };
  });
  if (of.sim.advance(model.duration, guards.maxEvents) === 0) return;
  expect(isInOrder).toBe(true);
  const { visits, now } = of.sim;
  const places = new Map(of.sites.flat().map(({ id, component }) => [id, component.index]));
  for (let visit = 0; visit < visits.capacity; visit++) {
    const place = places.get(visits.station[visit]);
    // What has not arrived yet, or left though its answer is on the way, has no time of arrival.
    if (!visits.isOpen(visit) || place === undefined || !(visits.arrivedAt[visit] <= now)) continue;
    // What a lock service or a queue keeps for itself is no call of anybody.
    const isCall = visits.link[visit] >= 0 || model.components[place].definition.role === 'client';
    if (isCall) stays[place] += now - visits.arrivedAt[visit];
  }
  of.books.forEach((book, index) => {
    const { definition } = of.model.components[index];
    if (definition.role === 'queue') return; // messages stay behind their publishers, in books of their own
    const area = book.inSystem.areaAt(now);
    expect(Math.abs(area - stays[index])).toBeLessThan(1e-7 * (1 + area));
  });
}
