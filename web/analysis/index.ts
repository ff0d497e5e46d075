export { clearAnalyses } from './conductor.ts';
export { Explained } from './explained.tsx';
export { Probed } from './probed.tsx';
export { Surveyed } from './surveyed.tsx';
