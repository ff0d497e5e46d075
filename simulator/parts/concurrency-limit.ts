import { choice, group, quantity } from '../field.ts';

/** The field of a limit on the requests in progress, fixed or found by itself. */
export const concurrencyLimitField = group(
  {
    title: 'Concurrency limit',
    help: 'At most so many requests are in progress per instance, calls to others included. A fixed limit must be known beforehand; an adaptive one is found from the response times: it falls when they rise, before the queue is full.',
    advanced: true,
  },
  {
    algorithm: choice({
      title: 'Algorithm',
      help: 'How the limit moves.',
      options: [
        { value: 'fixed', title: 'Fixed', description: 'It stays where it is.' },
        {
          value: 'aimd',
          title: 'AIMD',
          description:
            'One more after a success while at least half is in use; times the backoff ratio after a failure or a late answer.',
        },
        {
          value: 'gradient',
          title: 'Gradient',
          description: 'Follows the ratio of the long-term mean response time to the present one.',
        },
      ],
      default: 'fixed',
      source: 'Assumption: a limit that somebody has measured.',
    }),
    limit: quantity('count', {
      title: 'Limit',
      help: 'Requests in progress; the first limit of an adaptive one.',
      default: 20,
      source: 'Netflix concurrency-limits: initialLimit = 20.',
      min: 1,
      max: 1e6,
      integer: true,
    }),
    excess: choice({
      title: 'Beyond it',
      help: 'What becomes of a request beyond the limit.',
      options: [
        { value: 'reject', title: 'Reject', description: 'It is rejected at once.' },
        { value: 'wait', title: 'Wait', description: 'It waits in the queue.' },
      ],
      default: 'reject',
      source: 'Netflix concurrency-limits: the servlet filter answers 429, the gRPC interceptor UNAVAILABLE.',
    }),
    min: adaptive('Least', 'An adaptive limit does not fall below.', 20, 'Netflix concurrency-limits: minLimit = 20.'),
    max: adaptive('Most', 'An adaptive limit does not rise above.', 200, 'Netflix concurrency-limits: maxLimit = 200.'),
    backoffRatio: quantity('fraction', {
      title: 'Backoff ratio',
      help: 'The limit times this after a failure or a late answer.',
      default: 0.9,
      source: 'Netflix concurrency-limits, AIMDLimit: backoffRatio = 0.9.',
      min: 0.5,
      max: 0.999,
      appliesWhen: { field: 'algorithm', is: ['aimd'] },
    }),
    timeout: quantity('time', {
      title: 'Late after',
      help: 'An answer that takes longer counts as a failure.',
      default: '5 s',
      source: 'Netflix concurrency-limits, AIMDLimit: timeout = 5 s.',
      above: 0,
      appliesWhen: { field: 'algorithm', is: ['aimd'] },
    }),
    tolerance: quantity('count', {
      title: 'Tolerance',
      help: 'The present response time may be so many times the long-term mean before the limit falls.',
      default: 1.5,
      source: 'Netflix concurrency-limits, Gradient2Limit: rttTolerance = 1.5.',
      min: 1,
      max: 100,
      appliesWhen: { field: 'algorithm', is: ['gradient'] },
    }),
    queueSize: quantity('count', {
      title: 'Slack',
      help: 'So many are added each time: a queue that is allowed to form.',
      default: 4,
      source: 'Netflix concurrency-limits, Gradient2Limit: queueSize = 4.',
      min: 0,
      max: 1e4,
      appliesWhen: { field: 'algorithm', is: ['gradient'] },
    }),
    smoothing: quantity('fraction', {
      title: 'Smoothing',
      help: 'Share of the way to the new limit that each answer goes.',
      default: 0.2,
      source: 'Netflix concurrency-limits, Gradient2Limit: smoothing = 0.2.',
      above: 0,
      max: 1,
      appliesWhen: { field: 'algorithm', is: ['gradient'] },
    }),
    longWindow: quantity('count', {
      title: 'Long window',
      help: 'Answers that the long-term mean is made of, the newest counting most.',
      default: 600,
      source: 'Netflix concurrency-limits, Gradient2Limit: longWindow = 600.',
      min: 1,
      max: 1e6,
      integer: true,
      appliesWhen: { field: 'algorithm', is: ['gradient'] },
    }),
  },
);

function adaptive(title: string, help: string, value: number, source: string) {
  return quantity('count', {
    title,
    help,
    default: value,
    source,
    min: 1,
    max: 1e6,
    integer: true,
    appliesWhen: { field: 'algorithm', is: ['aimd', 'gradient'] },
  });
}

export interface ConcurrencyLimitSpec {
  readonly algorithm: 'fixed' | 'aimd' | 'gradient';
  readonly limit: number;
  readonly excess: 'reject' | 'wait';
  readonly min: number;
  readonly max: number;
  readonly backoffRatio: number;
  readonly timeout: number;
  readonly tolerance: number;
  readonly queueSize: number;
  readonly smoothing: number;
  readonly longWindow: number;
}

/** The most that may ever be in progress. */
export function mostInProgress(spec: ConcurrencyLimitSpec): number {
  return spec.algorithm === 'fixed' ? spec.limit : Math.max(spec.limit, spec.max);
}

/** A limit that learns from each request that ends. */
export interface AdaptiveLimit {
  /** Requests that may be in progress now. */
  readonly limit: number;
  /** One has ended after `time` [s] inside; `inProgress` were there, itself among them. */
  ended(time: number, inProgress: number, isFailure: boolean): void;
}

export function adaptiveLimit(spec: ConcurrencyLimitSpec): AdaptiveLimit | undefined {
  if (spec.algorithm === 'fixed') return undefined;
  return spec.algorithm === 'aimd' ? new AimdLimit(spec) : new GradientLimit(spec);
}

/** Additive increase, multiplicative decrease. [Netflix concurrency-limits, AIMDLimit] */
class AimdLimit implements AdaptiveLimit {
  limit: number;
  private readonly spec: ConcurrencyLimitSpec;

  constructor(spec: ConcurrencyLimitSpec) {
    this.spec = spec;
    this.limit = spec.limit;
  }

  ended(time: number, inProgress: number, isFailure: boolean): void {
    const { backoffRatio, timeout, min, max } = this.spec;
    let next = this.limit;
    if (isFailure || time > timeout) next = Math.floor(next * backoffRatio);
    else if (inProgress * 2 >= next) next++;
    this.limit = Math.min(max, Math.max(min, next));
  }
}

/** The long-term mean begins as the plain mean of so many answers. [ExpAvgMeasurement of the same library] */
const FIRST_ANSWERS = 10;
/** A long-term mean more than so many times the present response time is let down by a twentieth each time. */
const DRIFT = 2;
const DECAY = 0.95;

/**
 * The limit times the long-term mean response time over the present one, plus some slack: where answers take longer than
 * they used to, fewer are let in. [Netflix concurrency-limits, Gradient2Limit]
 */
class GradientLimit implements AdaptiveLimit {
  private readonly spec: ConcurrencyLimitSpec;
  private estimated: number;
  private mean = 0;
  private answers = 0;
  private sum = 0;

  constructor(spec: ConcurrencyLimitSpec) {
    this.spec = spec;
    this.estimated = spec.limit;
  }

  get limit(): number {
    return Math.floor(this.estimated);
  }

  ended(time: number, inProgress: number): void {
    const { tolerance, queueSize, smoothing, min, max } = this.spec;
    const mean = this.longTerm(time);
    if (mean > DRIFT * time) this.mean *= DECAY;
    if (inProgress < this.estimated / 2) return; // nothing can be learned about a limit that is not reached
    const gradient = time === 0 ? 1 : Math.max(0.5, Math.min(1, (tolerance * mean) / time));
    const next = this.estimated * (1 - smoothing) + (this.estimated * gradient + queueSize) * smoothing;
    this.estimated = Math.max(min, Math.min(max, next));
  }

  private longTerm(time: number): number {
    if (this.answers < FIRST_ANSWERS) {
      this.answers++;
      this.sum += time;
      this.mean = this.sum / this.answers;
    } else {
      const weight = 2 / (this.spec.longWindow + 1);
      this.mean = this.mean * (1 - weight) + time * weight;
    }
    return this.mean;
  }
}
