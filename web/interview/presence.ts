/**
 * Which interview this browser is in, and when somebody was last there: written every second, so that after a reload or a
 * crash the clock goes on where it stood. It is one small text, which `localStorage` writes at once, also while the page
 * goes away; IndexedDB would not.
 */
export interface Presence {
  readonly session: string;
  /** [ms since 1970] */
  readonly seenAt: number;
}

const KEY = 'headroom.interview';

export function present(session: string, seenAt: number): void {
  try {
    localStorage.setItem(KEY, JSON.stringify({ session, seenAt }));
  } catch {
    // Storage can be full or forbidden; then a reload counts the time away as well.
  }
}

export function presence(): Presence | undefined {
  try {
    const { session, seenAt } = JSON.parse(localStorage.getItem(KEY) ?? '{}') as Partial<Presence>;
    return typeof session === 'string' && typeof seenAt === 'number' ? { session, seenAt } : undefined;
  } catch {
    // Storage is forbidden, or something else wrote there: nobody was here.
    return undefined;
  }
}

export function absent(): void {
  try {
    localStorage.removeItem(KEY);
  } catch {
    // As above: there is nothing to remove.
  }
}
