export { type Engine, getEngine, loadEngine, theEngine, useEngine } from './engine.ts';
