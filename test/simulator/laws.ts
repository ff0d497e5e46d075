import { expect } from 'vitest';
import type { RunResult } from '../../simulator/index.ts';
import { Run } from '../../simulator/run.ts';
import { modelOf, type Sketch } from '../support/topology.ts';
import { run, straight } from './support.ts';

/** Laws that hold for any design, whatever it asks of whom and whatever breaks. */

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
}

/**
 * Every visit is answered once: when no more requests come and all faults are over, a while later the table of visits is
 * empty, and every component has given as many answers as it had arrivals and holds nothing.
 */
export function expectEnd(sketch: Sketch): void {
  const { streams } = sketch.workload as { streams: { arrivals: object }[] };
  const of = straight({
    ...sketch,
    // With coherency a station that has piled up enough takes for ever.
    components: sketch.components.map(({ usl, ...component }) => ({
      ...component,
      ...(usl === undefined ? {} : { usl: { ...usl, coherency: 0 } }),
    })),
    // Closed users would ask for ever.
    workload: {
      streams: streams.map(({ arrivals, ...stream }) => ({
        ...stream,
        arrivals: 'closed' in arrivals ? { poisson: { rate: 200 } } : arrivals,
        shape: { steps: [[9, 0]] },
      })),
    },
    faults: (sketch.faults ?? [])
      // Lifetimes are never over.
      .filter((fault) => !('surge' in fault || 'lifetimes' in fault))
      .map((fault) => ('flush' in fault ? fault : { for: 1, ...fault })),
    run: { duration: 20_000, warmup: 0 },
  });
  const held = of.books.flatMap((book, index) => {
    const levels = [book.inSystem, ...book.resources.flatMap(({ busy, waiting }) => [busy, waiting])];
    const isEmpty = levels.every(({ value }) => value === 0) && book.arrivals === book.answers;
    return isEmpty ? [] : [of.model.components[index].spec.id];
  });
  const pooled = of.connectionBooks.flatMap(({ pool }) => [pool.busy.value, pool.waiting.value]).filter((n) => n !== 0);
  expect({ open: of.sim.visits.open, held, pooled }).toEqual({ open: 0, held: [], pooled: [] });
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
  of.sim.advance(model.duration, 1e9);
  expect(isInOrder).toBe(true);
  const { visits, now } = of.sim;
  const places = new Map(of.sites.flat().map(({ id, component }) => [id, component.index]));
  for (let visit = 0; visit < visits.capacity; visit++) {
    const place = places.get(visits.station[visit]);
    // What has not arrived yet, or left though its answer is on the way, has no time of arrival.
    if (visits.isOpen(visit) && place !== undefined && visits.arrivedAt[visit] <= now)
      stays[place] += now - visits.arrivedAt[visit];
  }
  of.books.forEach((book, index) => {
    const { definition } = of.model.components[index];
    if (definition.role === 'queue') return; // messages stay behind their publishers, in books of their own
    const area = book.inSystem.areaAt(now);
    expect(Math.abs(area - stays[index])).toBeLessThan(1e-7 * (1 + area));
  });
}
