/**
 * All of the engine that a page calls by itself. The first sight of the studio does without it, as nothing there reads,
 * checks or estimates a design; so it may be imported by `engine.ts` alone.
 */
export { compile, estimate, fieldsOf, runSchema } from '../../simulator/index.ts';
export { addReplica, parseDesign, readDesign, readFragment, resultSchema } from '../../src/index.ts';
export { loadScenario } from '../../src/scenario/index.ts';
export { tidyPlaces } from './tidy-places.ts';
