import { useEffect, useRef } from 'react';

/** Runs whose outcome has been brought into view: once is enough. */
const shown = new Set<number>();

/** Brings what it stands in into view when a run has brought it. `of` is when that was [ms since 1970]. */
export function Arrival({ of }: { readonly of: number }) {
  const mark = useRef<HTMLSpanElement>(null);
  useEffect(() => {
    if (shown.has(of)) return;
    shown.add(of);
    mark.current?.parentElement?.scrollIntoView({ block: 'nearest' });
  }, [of]);
  return <span ref={mark} hidden />;
}
