import { sampler } from '../distribution.ts';
import { formatQuantity } from '../quantity.ts';
import type { Topology } from '../topology.ts';
import type { Known, Say } from './known.ts';

/** More jobs than this share that take longer are no exceptions any more. */
const SELDOM = 0.01;

/**
 * A queue takes a message that is not acknowledged in time for lost, and hands it out again: what takes longer is done
 * twice, at the same time. [Amazon SQS Developer Guide, visibility timeout: six times the time of a function]
 */
export function checkVisibility(topology: Topology, components: Known, warn: Say): void {
  topology.connections.forEach(({ from, to }) => {
    const queue = components.get(from);
    const worker = components.get(to);
    const timeout = queue?.spec['visibilityTimeout'];
    if (queue === undefined || worker === undefined || typeof timeout !== 'number') return;
    if (queue.spec['delivery'] === 'at-most-once') return;
    const laws = Object.values(worker.definition.work(worker.spec as never)).map(sampler);
    const longer = Math.max(0, ...laws.map((law) => 1 - law.cdf(timeout)));
    if (longer <= SELDOM) return;
    warn(
      'visibility-too-short',
      ['components', topology.components.findIndex(({ id }) => id === from), 'visibilityTimeout'],
      `${formatQuantity(longer, 'fraction')} of the jobs of "${to}" take longer than the visibility timeout of "${from}", ${formatQuantity(timeout, 'time')}.`,
      'A message that is not acknowledged by then is delivered again, while the first delivery is still being worked on.',
      'Make the timeout some times as long as the longest usual job.',
    );
  });
}
