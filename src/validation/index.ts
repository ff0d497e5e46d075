export type { Case, Lab, Row, Trial, Unit } from './case.ts';
export { cases } from './catalogue.ts';
export { hasPassed, type Judgment, misses, type Verdict, validate, worst } from './judge.ts';
export { type LabOptions, laboratory } from './laboratory.ts';
export { figure, judgmentCells, type Page, validationPage } from './page.ts';
