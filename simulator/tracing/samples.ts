import { avalanche } from '../kernel/index.ts';

/** Of each sort of request so many are kept for each segment: what may be asked for. */
export const MOST_TRACES = 50;

/** Why a request may be worth looking at. */
export const reasons = ['slow', 'failed', 'any'] as const;
export type Reason = (typeof reasons)[number];

/** A request that may be worth looking at; `rank` orders those of the same reason, the highest first. */
export interface Candidate {
  /** Its number in the run, from 1. */
  readonly number: number;
  readonly segment: number;
  readonly rank: number;
}

export type Candidates = Readonly<Record<Reason, readonly Candidate[]>>;

/**
 * Picks out requests of which the slowest are the most interesting, and of failures and of all a sample each. The sample
 * is of those whose hashed number is the least: uniform, without a random stream, and alike however often it is taken.
 */
export class Sampler {
  /** By segment × reasons. */
  private readonly kept: (Kept | undefined)[] = [];

  ended(number: number, segment: number, latency: number, isFailure: boolean): void {
    const chance = avalanche(number);
    this.keep(segment, 2, number, chance);
    if (isFailure) this.keep(segment, 1, number, chance);
    else this.keep(segment, 0, number, latency);
  }

  candidates(): Candidates {
    const of = (reason: Reason) => this.kept.flatMap((kept, at) => (isOf(at, reason) ? (kept?.list() ?? []) : []));
    return { slow: of('slow'), failed: of('failed'), any: of('any') };
  }

  private keep(segment: number, reason: number, number: number, rank: number): void {
    const at = segment * reasons.length + reason;
    this.kept[at] ??= new Kept(segment);
    this.kept[at].offer(number, rank);
  }
}

function isOf(at: number, reason: Reason): boolean {
  return reasons[at % reasons.length] === reason;
}

/** The numbers of the highest rank. */
class Kept {
  private readonly segment: number;
  private readonly numbers = new Float64Array(MOST_TRACES);
  private readonly ranks = new Float64Array(MOST_TRACES);
  private count = 0;
  /** Where the lowest of them is, once all places are taken. */
  private lowest = 0;

  constructor(segment: number) {
    this.segment = segment;
  }

  offer(number: number, rank: number): void {
    if (this.count < MOST_TRACES) this.set(this.count++, number, rank);
    else if (rank > this.ranks[this.lowest]) this.set(this.lowest, number, rank);
  }

  list(): Candidate[] {
    return Array.from({ length: this.count }, (_, i) => ({
      number: this.numbers[i],
      segment: this.segment,
      rank: this.ranks[i],
    }));
  }

  private set(at: number, number: number, rank: number): void {
    this.numbers[at] = number;
    this.ranks[at] = rank;
    if (this.count < MOST_TRACES) return;
    for (let i = 0; i < MOST_TRACES; i++) if (this.ranks[i] < this.ranks[this.lowest]) this.lowest = i;
  }
}

/** A request to be traced, and why. */
export interface Pick {
  readonly number: number;
  readonly why: Reason;
}

/** The most interesting of those that arrived from a segment on: so many for each reason, each request once. */
export function picksOf(candidates: Candidates, from: number, count: number): Pick[] {
  const picked = new Map<number, Reason>();
  for (const why of reasons) {
    const able = candidates[why].filter(({ segment, number }) => segment >= from && !picked.has(number));
    const best = able.sort((a, b) => b.rank - a.rank || a.number - b.number).slice(0, count);
    for (const { number } of best) picked.set(number, why);
  }
  return [...picked].map(([number, why]) => ({ number, why }));
}
