export {
  type CacheModel,
  cacheHitRatio,
  characteristicTime,
  distinctShare,
  type KeyProfile,
  lruHitRatio,
  ttlHitRatio,
} from './cache.ts';
export { erlangB, erlangC } from './erlang.ts';
export { binomialTail, machineRepair } from './reliability.ts';
export {
  type LossMeasures,
  md1,
  mg1,
  mgc,
  mm1,
  mm1ResponseQuantile,
  mmc,
  mmck,
  mmcWaitQuantile,
  type StationMeasures,
  sharedCapacity,
} from './single-station.ts';
export { studentQuantile, studentTail } from './student.ts';
