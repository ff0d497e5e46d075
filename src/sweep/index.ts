export { kneeOf } from './knee.ts';
export { type Planned, planSweep, type SweepPoint, type SweepReport, type Swept, sweep } from './sweep.ts';
export { type Reading, readVary, shownValue, type Vary, varied } from './vary.ts';
