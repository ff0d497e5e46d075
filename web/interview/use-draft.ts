import { useState } from 'react';
import { onInterviewChanged } from './interview-store.ts';

/** What is typed and not committed, by field: it outlives a look at the palette, and not the interview. */
const drafts = new Map<string, unknown>();
let session: string | undefined;

onInterviewChanged((interview) => {
  const now = interview?.open.session.id;
  if (now !== session) drafts.clear();
  session = now;
});

/** State of a field that is kept while the field is out of sight. `name` tells it from the others. */
export function useDraft<T>(name: string, initial: T): readonly [draft: T, setDraft: (draft: T) => void] {
  const [draft, setDraft] = useState<T>(() => (drafts.has(name) ? (drafts.get(name) as T) : initial));
  return [
    draft,
    (next) => {
      drafts.set(name, next);
      setDraft(next);
    },
  ];
}
