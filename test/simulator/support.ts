import { type RunResult, simulate } from '../../simulator/index.ts';
import { Replication } from '../../simulator/replication.ts';
import { Run } from '../../simulator/run.ts';
import { modelOf, type Sketch } from '../support/topology.ts';

/** Runs a sketch with its own seed. */
export function run(sketch: Sketch): RunResult {
  return simulate(modelOf(sketch));
}

/** One replication before its first event, for what a result does not show. */
export function prepare(sketch: Sketch, seed = 1): Replication {
  return new Replication(modelOf(sketch), seed, 0, { maxEvents: 1e9, maxVisits: 1e6 });
}

/** The same after its last. */
export function replicate(sketch: Sketch, seed = 1): Replication {
  const replication = prepare(sketch, seed);
  replication.advance(1e9);
  return replication;
}

/** A run in one go: its books are never reset, as they are for a result between one segment and the next. */
export function straight(sketch: Sketch, seed = 1): Run {
  const model = modelOf(sketch);
  const of = new Run(model, seed, 0);
  of.sim.advance(model.duration, 1e9);
  return of;
}

/** Requests that come at given moments [s], each of a kind of its own, so that a result tells them apart. */
export function moments(times: Readonly<Record<string, number>>, request: object = {}): unknown {
  return {
    streams: Object.entries(times).map(([name, time]) => ({
      client: 'users',
      arrivals: { constant: { rate: 1 / time } },
      shape: { steps: [[1.5 * time, 0]] },
      requests: { [name]: request },
    })),
  };
}

/** So many requests a second, evenly spaced, from the first gap on until `until` [s]. */
export function steady(rate: number, request: object = {}, until = Infinity): unknown {
  const shape = until < Infinity ? { shape: { steps: [[until, 0]] } } : {};
  return { streams: [{ client: 'users', arrivals: { constant: { rate } }, requests: { get: request }, ...shape }] };
}

/** Everything is counted from the start. */
export function cold(duration: number): { duration: number; warmup: number } {
  return { duration, warmup: 0 };
}

/** How the counted requests of each kind ended: `ok`, or the reason of their failure. */
export function endings(result: RunResult): Record<string, string> {
  return Object.fromEntries(
    Object.entries(result.requests)
      .filter(([name]) => name !== '*')
      .map(([name, { counts }]) => [
        name,
        counts.succeeded > 0 ? 'ok' : (Object.keys(counts.failed)[0] ?? 'in flight'),
      ]),
  );
}

/** Response time of each kind of request that has exactly one, in milliseconds and rounded to a microsecond. */
export function milliseconds(result: RunResult): Record<string, number> {
  return Object.fromEntries(
    Object.entries(result.requests)
      .filter(([name, { latency }]) => name !== '*' && latency.count > 0)
      .map(([name, { latency }]) => [name, Math.round(latency.mean * 1e6) / 1e3]),
  );
}
