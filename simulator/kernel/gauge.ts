/** A level that changes in steps, with its integral over time and its maximum. */
export class Gauge {
  value = 0;
  max = 0;
  private area = 0;
  private since = 0;

  add(now: number, change: number): void {
    this.area += this.value * (now - this.since);
    this.since = now;
    this.value += change;
    if (this.value > this.max) this.max = this.value;
  }

  /** Integral of the level from the last reset until now [level × s]. */
  areaAt(now: number): number {
    return this.area + this.value * (now - this.since);
  }

  /** Forgets the past, not the level. */
  reset(now: number): void {
    this.area = 0;
    this.since = now;
    this.max = this.value;
  }
}

/** Levels from here on are counted together. */
export const MOST_LEVELS = 64;

/** A gauge of whole numbers that also keeps how long each level lasted. */
export class LevelGauge {
  value = 0;
  max = 0;
  private area = 0;
  private since = 0;
  private readonly times = new Float64Array(MOST_LEVELS + 1);

  add(now: number, change: number): void {
    const lasted = now - this.since;
    this.times[Math.min(this.value, MOST_LEVELS)] += lasted;
    this.area += this.value * lasted;
    this.since = now;
    this.value += change;
    if (this.value > this.max) this.max = this.value;
  }

  /** Integral of the level from the last reset until now [level × s]. */
  areaAt(now: number): number {
    return this.area + this.value * (now - this.since);
  }

  /** Time spent at 0, 1, 2 …, the last with all levels beyond, from the last reset until now [s]. */
  timesAt(now: number): Float64Array {
    const times = this.times.slice();
    times[Math.min(this.value, MOST_LEVELS)] += now - this.since;
    return times;
  }

  /** Forgets the past, not the level. */
  reset(now: number): void {
    this.area = 0;
    this.since = now;
    this.max = this.value;
    this.times.fill(0);
  }
}
