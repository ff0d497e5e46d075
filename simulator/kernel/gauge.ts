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
