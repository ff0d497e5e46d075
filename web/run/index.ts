export { type ComponentMetrics, isBottleneck, useComponentMetrics } from './component-metrics.ts';
export { keepRuns, restoreRun } from './kept-run.ts';
export type { RunProgress } from './protocol.ts';
export { runLock, setRunLock, useRunLock } from './run-lock.ts';
export type { RunProblem, RunStatus } from './run-state.ts';
export { clearRun, getRun, type RunView, scrub, useRun } from './run-store.ts';
export { cancelRun, onRunFinished, prepareRun, startRun, tracesOf } from './runner.ts';
export { sameRun } from './stale.ts';
export { type Verdict, verdictOf } from './verdict.ts';
