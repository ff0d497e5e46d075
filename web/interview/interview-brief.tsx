import { later } from '../ui/index.ts';

/** The task of the interview that is on. */
export const InterviewBrief = later(
  'interview',
  async () => (await import('./interview-brief.view.tsx')).InterviewBrief,
);
