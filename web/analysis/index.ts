export { clearAnalyses } from './conductor.ts';
export { Explained } from './explained.tsx';
export { NextStep } from './next-step.tsx';
export { Probed } from './probed.tsx';
export { Surveyed } from './surveyed.tsx';
