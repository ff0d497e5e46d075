import type { Pace, PaceParts } from '../arrival-process.ts';
import type { RandomStream } from '../kernel/index.ts';
import type { RateCurve } from './rate-curve.ts';

/** A rate that stays for a while and then becomes another, of itself. */
export interface Mood {
  /** [1/s] */
  readonly rate: number;
  /** How long it lasts [s]. */
  readonly stay: number;
  /** The next one begins; called once before the first. */
  change(): void;
}

/** A Poisson process whose rate follows a mood, times the stream's shape and surges. */
export class ModulatedPace implements Pace {
  private readonly mood: Mood;
  /** Factors of the mood's rate. */
  private readonly curve: RateCurve;
  private readonly draws: RandomStream;
  private until = 0;
  private isArrival = false;

  constructor(mood: Mood, parts: PaceParts) {
    this.mood = mood;
    this.curve = parts.curve(1);
    this.draws = parts.draws('arrivals');
  }

  next(now: number): number {
    const { mood } = this;
    if (now >= this.until) {
      mood.change();
      this.until = now + mood.stay;
    }
    // Exponential gaps have no memory: one that a change of mood cuts short may be drawn anew.
    const gap = mood.rate === 0 ? Number.POSITIVE_INFINITY : this.draws.exponential() / mood.rate;
    const time = gap < Number.POSITIVE_INFINITY ? this.curve.after(now, gap) : gap;
    this.isArrival = time < this.until;
    return this.isArrival ? time : this.until;
  }

  arrives(): boolean {
    return this.isArrival;
  }
}
