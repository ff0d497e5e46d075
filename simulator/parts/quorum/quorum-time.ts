import { type Distribution, type DistributionSpec, sampler } from '../../distribution.ts';
import { streamFor } from '../../kernel/index.ts';

interface Quorum {
  readonly n: number;
  readonly r: number;
  readonly w: number;
  readonly sendsTo: 'all' | 'quorum';
  readonly messages: Readonly<Record<'write' | 'ack' | 'read' | 'response', DistributionSpec>>;
}

/** Requests that the integral is taken over: the error is about one percent. */
const SAMPLES = 4000;

/**
 * Mean time from a call to its W-th acknowledgment or R-th response of as many nodes as were asked, when nobody waits for a
 * core; less the mean work of one node, which estimates count by themselves [s]. An order statistic of sums has no
 * formula: it is integrated over a fixed sample.
 */
export function meanQuorumTime(
  { n, r, w, sendsTo, messages }: Quorum,
  op: 'read' | 'write',
  work: Distribution | undefined,
): number {
  const needed = op === 'read' ? r : w;
  const asked = sendsTo === 'all' ? n : needed;
  const there = sampler(op === 'read' ? messages.read : messages.write);
  const back = sampler(op === 'read' ? messages.response : messages.ack);
  const draws = streamFor(1, 0, 'estimate', 'quorum');
  const times = new Float64Array(asked);
  let total = 0;
  for (let sample = 0; sample < SAMPLES; sample++) {
    for (let node = 0; node < asked; node++) {
      times[node] = there.sample(draws) + (work?.sample(draws) ?? 0) + back.sample(draws);
    }
    total += times.sort()[needed - 1];
  }
  return total / SAMPLES - (work?.mean ?? 0);
}
