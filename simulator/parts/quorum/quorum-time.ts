import { type Distribution, type DistributionSpec, sampler } from '../../distribution.ts';
import { meanOfKth } from '../order-statistic.ts';

interface Quorum {
  readonly n: number;
  readonly r: number;
  readonly w: number;
  readonly sendsTo: 'all' | 'quorum';
  readonly messages: Readonly<Record<'write' | 'ack' | 'read' | 'response', DistributionSpec>>;
}

/**
 * Mean time from a call to its W-th acknowledgment or R-th response of as many nodes as were asked, when nobody waits for a
 * core; less the mean work of one node, which estimates count by themselves [s].
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
  const laws = work === undefined ? [there, back] : [there, work, back];
  return meanOfKth(asked, needed, laws) - (work?.mean ?? 0);
}
