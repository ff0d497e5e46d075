export { InterviewEntry } from './interview-entry.tsx';
export { InterviewRail } from './interview-rail.tsx';
export { useAnswersHidden, useInterview, useInterviewOn } from './interview-store.ts';
