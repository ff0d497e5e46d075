import { chain, client, delay, exponential, poisson, relay } from '../blocks.ts';
import type { Case, ReadRow, Sketch, Trial } from '../case.ts';
import { component } from '../readings.ts';
import { steady } from '../steady.ts';

/** Copies that do not agree for a while. */

/** Of the requests to the one item of T110 a tenth reads: between two reads nearly all is written anew. */
const READS = 0.1;
const LENGTH = 2e6;

/** Random quorums of three nodes, messages that take no time, one item. */
function counted(name: string, quorum: { r: number; w: number }, rows: readonly ReadRow[]): Trial {
  const now = { write: 0, ack: 0, read: 0, response: 0 };
  const keys = { count: 1 };
  return steady({
    name,
    design: {
      components: [
        client,
        relay('app'),
        { id: 'store', type: 'key-value-store', n: 3, ...quorum, sendsTo: 'quorum', work: 0, messages: now },
      ],
      connections: chain('users', 'app', 'store'),
      workload: {
        streams: [
          {
            client: 'users',
            arrivals: { poisson: { rate: 1000 } },
            requests: { get: { keys, share: READS }, put: { kind: 'write', keys, share: 1 - READS } },
          },
        ],
      },
    },
    rate: 1000,
    length: LENGTH,
    quick: 200_000,
    rows,
  });
}

/** Share of reads that got one of the `versions` newest; each read is a trial of its own. */
function within(versions: number, value: number): ReadRow {
  return {
    metric: `within ${versions} version${versions === 1 ? '' : 's'}`,
    value,
    unit: 'share',
    se: Math.sqrt((value * (1 - value)) / (LENGTH * READS)),
    of: (result) =>
      (component(result, 'store').versionsBehind ?? []).slice(0, versions).reduce((sum, share) => sum + share, 0),
  };
}

/** Each request writes an item of its own, waits, and reads it, from three nodes with R = W = 1. */
function pbs(write: string, pause: string): Sketch {
  const leg = exponential('1 ms');
  const messages = { write: exponential(write), ack: leg, read: leg, response: leg };
  return {
    components: [
      client,
      relay('app'),
      relay('writer'),
      delay('pause', pause),
      relay('reader'),
      { id: 'store', type: 'key-value-store', n: 3, r: 1, w: 1, work: 0, messages },
    ],
    connections: [
      ...chain('users', 'app'),
      ...['writer', 'pause', 'reader'].map((to, i) => ({ from: 'app', to, order: i + 1 })),
      { from: 'writer', to: 'store', as: 'write' },
      { from: 'reader', to: 'store', as: 'read' },
    ],
    workload: poisson(1000, { kind: 'write' }),
  };
}

function consistent(name: string, write: string, pause: string, truth: { value: number; se: number }): Trial {
  return steady({
    name,
    design: pbs(write, pause),
    rate: 1000,
    length: 100_000,
    quick: 40_000,
    whole: 1e6,
    warmup: 1000,
    rows: [
      {
        metric: 'consistent reads',
        ...truth,
        unit: 'share',
        of: (result) => 1 - (component(result, 'store').staleReads ?? 0),
      },
    ],
  });
}

export const replications: readonly Case[] = [
  {
    id: 'T110',
    title: 'Stale reads by count',
    model: 'N = 3; random read and write quorums that are not expanded, no repair.',
    source: 'Bailis et al., Probabilistically Bounded Staleness, VLDB 2012: 1 − (C(N − W, R) / C(N, R))^k',
    trials: [
      counted('R = 1, W = 1', { r: 1, w: 1 }, [
        within(1, 1 / 3),
        within(2, 5 / 9),
        within(3, 19 / 27),
        within(5, 0.868312757),
        within(10, 0.98265847),
      ]),
      counted('R = 1, W = 2', { r: 1, w: 2 }, [within(2, 8 / 9)]),
    ],
  },
  {
    id: 'T111',
    title: 'Stale reads by time',
    model:
      'N = 3, R = W = 1. Write messages exponential; acknowledgments, reads and responses exponential, mean 1 ms. A write returns on the first acknowledgment; a read comes so much later and takes the first response.',
    source: 'Bailis et al., VLDB 2012, with more digits by direct sampling of the model',
    trials: [
      consistent('writes of 10 ms, read at once', '10 ms', '0 ms', { value: 0.4195587, se: 0.00158 }),
      consistent('writes of 10 ms, read 65 ms later', '10 ms', '65 ms', { value: 0.9991276, se: 0.0000985 }),
      consistent('writes of 0.25 ms, read at once', '0.25 ms', '0 ms', { value: 0.9429484, se: 0.000683 }),
    ],
  },
];
