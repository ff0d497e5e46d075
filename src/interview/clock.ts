import { type Budgets, type Phase, phases } from './phases.ts';

/**
 * An account of time by phase. It reads no clock: every event brings its own moment, so that a log gives the same
 * account whenever it is replayed. All moments and durations in milliseconds.
 */
export interface Clock {
  readonly startedAt: number;
  /** Moment up to which time has been booked. */
  readonly bookedUntil: number;
  readonly phase: Phase;
  readonly running: boolean;
  readonly spent: Readonly<Record<Phase, number>>;
  readonly budgets: Budgets;
}

const nothing = Object.fromEntries(phases.map((phase) => [phase, 0])) as Record<Phase, number>;

/** A clock that starts now, in the first phase. */
export function startClock(at: number, budgets: Budgets): Clock {
  return { startedAt: at, bookedUntil: at, phase: 'scope', running: true, spent: nothing, budgets };
}

/** Books the time up to `at` on the current phase. A moment in the past (a clock set back) books nothing. */
export function advance(clock: Clock, at: number): Clock {
  const passed = Math.max(0, at - clock.bookedUntil);
  if (passed === 0) return clock;
  const bookedUntil = clock.bookedUntil + passed;
  if (!clock.running) return { ...clock, bookedUntil };
  const spent = { ...clock.spent, [clock.phase]: clock.spent[clock.phase] + passed };
  return { ...clock, bookedUntil, spent };
}

/** Jumps to `at` without booking what passed since `seenAt`, the last moment at which somebody was there. */
export function skip(clock: Clock, seenAt: number, at: number): Clock {
  const seen = advance(clock, Math.min(seenAt, at));
  return { ...seen, bookedUntil: Math.max(seen.bookedUntil, at) };
}

/** Time spent in a phase, up to `now`. */
export function spentIn(clock: Clock, phase: Phase, now: number): number {
  return advance(clock, now).spent[phase];
}

/** Time spent in all phases, up to `now`. */
export function spentInAll(clock: Clock, now: number): number {
  const { spent } = advance(clock, now);
  return phases.reduce((sum, phase) => sum + spent[phase], 0);
}

/** What is left of a phase's budget at `now`; negative once it is overdrawn. */
export function leftIn(clock: Clock, phase: Phase, now: number): number {
  return clock.budgets[phase] - spentIn(clock, phase, now);
}

/** What is left of the whole session at `now`; negative once it is overdrawn. */
export function leftInAll(clock: Clock, now: number): number {
  return phases.reduce((sum, phase) => sum + clock.budgets[phase], 0) - spentInAll(clock, now);
}
