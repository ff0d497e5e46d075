import { later } from '../ui/index.ts';

/** What the last run measured. */
export const ResultsPanel = later('results', async () => (await import('./results-panel.tsx')).ResultsPanel);
