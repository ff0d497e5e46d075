import { type ReactNode, type RefObject, useEffect, useState } from 'react';
import styles from './results.module.css';

/** The parts of a report, in their order: what most people want to know first. */
export const groups = ['Verdict', 'Why', 'Numbers', 'Cost', 'Details'] as const;
export type GroupName = (typeof groups)[number];

/** One part of a report, under its heading. */
export function Group({ name, children }: { readonly name: GroupName; readonly children: ReactNode }) {
  const id = `results-${name.toLowerCase()}`;
  return (
    <section data-group={name} className={styles['group']} aria-labelledby={id}>
      <h3 id={id} tabIndex={-1}>
        {name}
      </h3>
      {children}
    </section>
  );
}

/** Space above a part that has been scrolled to, and some [CSS px]. */
const SLACK = 40;

/** Which part of the report is read, and how to get to another. */
export function useGroups(body: RefObject<HTMLElement | null>): {
  readonly at: GroupName;
  readonly show: (name: GroupName) => void;
} {
  const [at, setAt] = useState<GroupName>('Verdict');
  useEffect(() => {
    const scroller = body.current;
    if (scroller === null) return;
    const look = (): void => {
      const { top, bottom } = scroller.getBoundingClientRect();
      const isAtEnd = scroller.scrollTop > 0 && scroller.scrollTop + (bottom - top) >= scroller.scrollHeight - 2;
      const passed = groups.filter((name) => {
        const group = scroller.querySelector(`[data-group="${name}"]`);
        return group !== null && (isAtEnd || group.getBoundingClientRect().top <= top + SLACK);
      });
      setAt(passed.at(-1) ?? 'Verdict');
    };
    scroller.addEventListener('scroll', look, { passive: true });
    return () => scroller.removeEventListener('scroll', look);
  }, [body]);
  const show = (name: GroupName): void => {
    const group = body.current?.querySelector(`[data-group="${name}"]`);
    group?.scrollIntoView({ block: 'start' });
    // Who came by keyboard reads on from there.
    (group?.querySelector<HTMLElement>('h3[tabindex]') ?? body.current)?.focus({ preventScroll: true });
  };
  return { at, show };
}
