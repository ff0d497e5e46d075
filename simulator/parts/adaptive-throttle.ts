import type { AdaptiveThrottleSpec } from '../connection.ts';
import type { RandomStream } from '../kernel/index.ts';

/** Pieces of the window, each forgotten as a whole. */
const PIECES = 60;

/**
 * Client-side throttling after the Google SRE book, chapter 21: of `requests` made and `accepts` that the callee took on
 * during the window, a request is refused by the client itself with probability max(0, (requests − K × accepts) /
 * (requests + 1)). What it refuses itself counts as a request too: the more is refused, the more has to be accepted
 * before it is let through again.
 */
export class AdaptiveThrottle {
  private readonly k: number;
  private readonly piece: number;
  private readonly draws: RandomStream;
  private readonly requestsOf = new Float64Array(PIECES);
  private readonly acceptsOf = new Float64Array(PIECES);
  private requests = 0;
  private accepts = 0;
  private at = 0;

  constructor(spec: AdaptiveThrottleSpec, draws: RandomStream) {
    this.k = spec.k;
    this.piece = spec.window / PIECES;
    this.draws = draws;
  }

  /** Whether a request may be sent now [s]; it counts either way. */
  admits(now: number): boolean {
    this.passTo(Math.floor(now / this.piece));
    const excess = this.requests - this.k * this.accepts;
    const isRefused = excess > 0 && this.draws.chance(excess / (this.requests + 1));
    this.requests++;
    this.requestsOf[this.at % PIECES]++;
    return !isRefused;
  }

  /** The callee has taken a request on. */
  accepted(now: number): void {
    this.passTo(Math.floor(now / this.piece));
    this.accepts++;
    this.acceptsOf[this.at % PIECES]++;
  }

  /** Forgets what is older than the window. */
  private passTo(piece: number): void {
    const { requestsOf, acceptsOf } = this;
    for (let at = Math.max(this.at + 1, piece - PIECES + 1); at <= piece; at++) {
      this.requests -= requestsOf[at % PIECES];
      this.accepts -= acceptsOf[at % PIECES];
      requestsOf[at % PIECES] = 0;
      acceptsOf[at % PIECES] = 0;
    }
    if (piece > this.at) this.at = piece;
  }
}
