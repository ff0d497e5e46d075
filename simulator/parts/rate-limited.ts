import { group, quantity } from '../field.ts';
import { Outcome } from '../outcome.ts';
import type { ComponentStation, Site } from '../site.ts';
import { TokenBucket } from './token-bucket.ts';

type Sourced<T> = { readonly default: T; readonly source: string };

/** The fields of a rate limit, with defaults as the component's kind has them. */
export function rateLimitField(defaults: { rate: Sourced<string>; burst: Sourced<number> }) {
  return group(
    {
      title: 'Rate limit',
      help: 'A token bucket: a request takes a token, and is refused with 429 when there is none.',
    },
    {
      rate: quantity('rate', {
        title: 'Rate',
        help: 'Tokens that accrue per second, per instance.',
        ...defaults.rate,
        above: 0,
        max: 1e8,
      }),
      burst: quantity('count', {
        title: 'Burst',
        help: 'Size of the bucket, full at the start: requests admitted at once after a quiet spell.',
        ...defaults.burst,
        min: 1,
        max: 1e9,
      }),
    },
  );
}

/** A token bucket at the door of a station: what it does not admit never gets in. */
export class RateLimited implements ComponentStation {
  private readonly site: Site;
  private readonly bucket: TokenBucket;
  private readonly inner: ComponentStation;

  constructor(site: Site, limit: { rate: number; burst: number }, inner: ComponentStation) {
    this.site = site;
    this.bucket = new TokenBucket(limit.rate, limit.burst);
    this.inner = inner;
  }

  arrive(visit: number): void {
    if (this.bucket.take(this.site.sim.now)) this.inner.arrive(visit);
    else this.site.fail(visit, Outcome.rateLimited);
  }

  answered(visit: number, tag: number, outcome: number, origin: number): void {
    this.inner.answered(visit, tag, outcome, origin);
  }

  wake(timer: number, visit: number): void {
    this.inner.wake(timer, visit);
  }

  abandoned(visit: number): void {
    this.inner.abandoned(visit);
  }

  withdraw(visit: number): void {
    this.inner.withdraw?.(visit);
  }

  crashed(): void {
    this.inner.crashed();
  }
}
