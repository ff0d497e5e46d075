import { z } from 'zod';
import { defineComponent } from '../component.ts';
import { count, quantity, type Work } from '../field.ts';
import { concurrencyFields, heldResources, heldStages } from '../parts/concurrency.ts';
import { Pipeline } from '../parts/pipeline.ts';

/**
 * Finds what is near: drivers, shops, friends. Positions are kept in memory by cells of a grid as wide as the search
 * radius, so that a search looks into nine cells and measures the distance to everything in them. A position is updated by
 * moving it from cell to cell, at the same cost wherever it is.
 *
 * Leaves out: cells of one server and not of another, rectangles and roads, the time to live of positions.
 * [Redis, GEOSEARCH: O(N + log M) for N things around the circle; Uber, H3]
 */
const config = z.strictObject({
  replicas: count({
    title: 'Replicas',
    help: 'Servers, each with all positions. Put a load balancer in front of more than one.',
    default: 1,
    source: 'Assumption: one server, the least there can be.',
    max: 1000,
  }),
  cores: count({
    title: 'Cores',
    help: 'Searches and updates that work at the same time per server.',
    default: 1,
    source: 'Redis executes commands on one thread.',
    max: 1024,
  }),
  queue: concurrencyFields.queue,
  things: quantity('count', {
    title: 'Things',
    help: 'Positions that are kept.',
    default: 100_000,
    source: 'Assumption: the drivers of a country at work.',
    usual: '10k–10M',
    min: 1,
    max: 1e10,
  }),
  area: quantity('count', {
    title: 'Area',
    help: 'Over which they are spread, in square kilometers.',
    default: 10_000,
    source: 'Assumption: the cities of a country.',
    usual: '1k–1M',
    above: 0,
    max: 5.1e8,
  }),
  crowding: quantity('count', {
    title: 'Crowding',
    help: 'How many times as dense as on average it is where people search: the center of a city, a stadium after the game.',
    default: 5,
    source: 'Assumption: a center against the mean of its city.',
    usual: '1–50',
    min: 1,
    max: 10_000,
  }),
  radius: quantity('count', {
    title: 'Radius',
    help: 'How far a search looks, in kilometers. The work grows with its square.',
    default: 1,
    source: 'Assumption: a few minutes by car in a city.',
    usual: '0.5–10',
    above: 0,
    max: 10_000,
  }),
  perThing: quantity('time', {
    title: 'Time per thing',
    help: 'To measure the distance to one thing in the cells that are searched.',
    default: '0.5 us',
    source: 'Assumption: a haversine and a comparison, some hundred instructions and a cache miss.',
    usual: '0.1–2 us',
    min: 0,
    max: 1,
  }),
  perCall: quantity('time', {
    title: 'Time per call',
    help: 'To read the command, find the cells and answer; all that an update takes.',
    default: '15 us',
    source: 'Redis benchmark on one core of a cloud machine: some 70,000 commands a second.',
    usual: '10–50 us',
    min: 0,
    max: 1,
  }),
});
type Config = z.output<typeof config>;

/** Cells that a search looks into: its own and the eight around it. */
const CELLS = 9;

/** Things in the cells of a search: nine squares as wide as the radius, where it is crowded. */
function candidates({ things, area, crowding, radius }: Config): number {
  return Math.min(things, (things / area) * crowding * CELLS * radius * radius);
}

function workOf(config: Config): Work {
  const { perCall, perThing } = config;
  return {
    write: { kind: 'constant', value: perCall },
    '*': { kind: 'exponential', mean: perCall + candidates(config) * perThing },
  };
}

/** Event loops have no threads to run out of. */
const held = (config: Config) => ({ ...config, model: 'event-loop' as const });

export const geoIndex = defineComponent({
  type: 'geo-index',
  title: 'Geospatial index',
  category: 'data',
  role: 'store',
  alsoKnownAs: ['Redis GEO', 'PostGIS', 'H3', 'S2', 'geohash', 'quadtree', 'nearby search'],
  summary: 'Finds what is near: positions in memory, by cells of a grid.',
  help: 'A search measures the distance to everything in nine cells, so its work grows with the density and with the square of the radius. When a crowd gathers in a few cells, their searches take many times as long, and updates wait behind them on the same core. When it is lost, positions that are sent every few seconds fill it again by themselves.',
  misconception:
    'Twice the radius is not twice the work but four times. And positions need no durable store: what is older than a few seconds is worth nothing, so a write to a database for each is the bottleneck without a use.',
  leavesOut: 'Cells spread over servers, shapes other than circles, roads, expiry of positions.',
  icon: 'map-pin',
  config,
  calls: [],
  wiring: 'A geospatial index answers; it calls nothing.',
  instances: (config) => config.replicas,
  replicaField: 'replicas',
  resources: (config) => heldResources(held(config)),
  work: workOf,
  cost: (config, _usage, prices) => [
    {
      driver: 'hours',
      title: `${config.replicas} × ${config.cores} vCPU`,
      monthly: prices('compute-vcpu', config.replicas * config.cores),
    },
  ],
  station: (config, site) => new Pipeline(site, heldStages(held(config))),
  starter: { cores: 1 },
});
