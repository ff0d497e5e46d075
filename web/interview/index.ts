export { InterviewBrief } from './interview-brief.tsx';
export { InterviewEntry } from './interview-entry.tsx';
export { InterviewRail } from './interview-rail.tsx';
export { useEstimatesHidden, useInterviewOn } from './interview-store.ts';
