import { lazy, Suspense } from 'react';

const Rail = lazy(() => import('./rail.view.tsx'));

/** The interview beside the canvas. It is read when the first one begins. */
export function InterviewRail() {
  return (
    <Suspense fallback={null}>
      <Rail />
    </Suspense>
  );
}
