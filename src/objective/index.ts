export { judge, judgeOne } from './judge.ts';
export { type Measure, measures, type Takes } from './measures.ts';
export { type NamedFault, type Objective, type ObjectiveContext, parseObjectives } from './parse.ts';
export { recoveryTime } from './recovery.ts';
