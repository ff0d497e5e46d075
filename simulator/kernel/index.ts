export { assert, InvariantError } from './assert.ts';
export { DeadlineQueue } from './deadline-queue.ts';
export { FutureEventList, grown, Rank, unrolled } from './event-list.ts';
export { avalanche, Fingerprint } from './fingerprint.ts';
export { Gauge, LevelGauge, MOST_LEVELS } from './gauge.ts';
export {
  BUCKETS,
  type Bucket,
  bucketEdges,
  bucketOf,
  countThrough,
  Histogram,
  type PackedHistogram,
} from './histogram.ts';
export { cos, exp, expm1, ln, log1p, pow, sin } from './math.ts';
export { RandomStream, streamFor } from './random.ts';
export { Ring } from './ring.ts';
export { Simulation, type Station, WORK_DONE, type WorkMeter } from './simulation.ts';
export { betaI, gammaFunction, gammaP, gammaQ, lnGamma, normalCdf } from './special.ts';
export { GAVE_UP, NO_VISIT, Visits } from './visits.ts';
