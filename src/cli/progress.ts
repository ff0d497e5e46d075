import type { Progress } from '../../simulator/index.ts';
import type { Host } from './host.ts';
import { amount, share, time } from './render/quantities.ts';

/** Milliseconds between two drawings; and before the first, so that a short run draws nothing. */
const INTERVAL = 150;

/** One line on standard error that is drawn over itself, and gone when the run ends. */
export class ProgressLine {
  readonly #host: Host;
  readonly #started = performance.now();
  #drawn = performance.now();
  #visible = false;

  constructor(host: Host) {
    this.#host = host;
  }

  /** Draws how far an experiment is. */
  show({ fraction, replication, replications, simulated, events, requests }: Progress): void {
    const perSecond = events / ((performance.now() - this.#started) / 1000);
    const of = replications > 1 ? `replication ${replication + 1} of ${replications} · ` : '';
    this.say(
      `${share(Math.floor(fraction * 100) / 100).padStart(5)} · ${of}${time(simulated)} simulated · ` +
        `${amount(requests)} requests · ${amount(perSecond)} events/s`,
    );
  }

  /** Draws a text, unless nobody watches or it has drawn just now. */
  say(text: string): void {
    const now = performance.now();
    if (!this.#host.interactive || now - this.#drawn < INTERVAL) return;
    const { paint } = this.#host.errorStyle;
    this.#host.err(`\r\u001b[K${paint.faint(text)}`);
    this.#drawn = now;
    this.#visible = true;
  }

  /** Takes the line away. */
  clear(): void {
    if (this.#visible) this.#host.err('\r\u001b[K');
    this.#visible = false;
  }
}
