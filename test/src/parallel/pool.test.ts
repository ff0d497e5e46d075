import { describe, expect, test } from 'vitest';
import { type Finished, type Model, settled, simulate } from '../../../simulator/index.ts';
import { type Hand, inParallel, Labor, type Step } from '../../../src/index.ts';
import { chain, client, exponential, poisson, servers } from '../../simulator/building-blocks.ts';
import { modelOf } from '../../support/topology.ts';

function model(run: object = {}, rate = 60): Model {
  return modelOf({
    components: [client, servers('api', 1, exponential(0.01))],
    connections: chain('users', 'api'),
    workload: poisson(rate),
    run: { duration: 40, ...run },
  });
}

/** A worker in this thread. It answers after so many turns of the event loop as `delay` says of a replication. */
class Near implements Hand {
  readonly ran: number[] = [];
  private current: Labor | undefined;
  private readonly of: Model;
  private readonly delay: (number: number) => number;
  private readonly guards: object;

  constructor(of: Model, delay: (number: number) => number, guards = {}) {
    this.of = of;
    this.delay = delay;
    this.guards = guards;
  }

  async run(number: number, onStep: (step: Step) => void): Promise<Finished> {
    const labor = new Labor(this.of, settled(this.of, this.guards), number);
    this.current = labor;
    this.ran.push(number);
    labor.advance(500);
    onStep(labor.step);
    for (let turn = this.delay(number); turn > 0; turn--) await new Promise((resolve) => setTimeout(resolve));
    while (!labor.advance(10_000));
    // What threads say goes through a clone.
    return structuredClone(labor.finished());
  }

  stop(): void {
    this.current?.cancel();
  }
}

const orders: Record<string, (number: number) => number> = {
  'in order': () => 0,
  backwards: (number) => 20 - 2 * number,
  'in disorder': (number) => (number * 7) % 5,
};

describe.each(Object.keys(orders))('replications that end %s', (order) => {
  test.each([1, 2, 5])('on %i workers give the result of one thread', async (count) => {
    const of = model({ replications: 5, seed: 9 });
    const hands = Array.from({ length: count }, () => new Near(of, orders[order]!));
    expect((await inParallel(of, hands))?.result()).toEqual(simulate(of));
    expect(hands.flatMap(({ ran }) => ran).sort()).toEqual([0, 1, 2, 3, 4]);
  });

  test('and are added until the result is precise are as many as in one thread', async () => {
    const of = model({ precision: 0.1, seed: 2 });
    const alone = simulate(of);
    expect(alone.run.replications).toBeGreaterThan(10);
    const hands = Array.from({ length: 3 }, () => new Near(of, orders[order]!));
    expect((await inParallel(of, hands))?.result()).toEqual(alone);
  });

  test('and of which one trips a guard end with that one', async () => {
    const of = model({ replications: 6, seed: 4, duration: 4000 }, 97);
    // Some of them have more than this many requests inside at once, and the first does not.
    const guards = { maxVisits: 160 };
    const alone = simulate(of, guards);
    expect(alone.run.partial?.guard).toBe('memory');
    const hands = Array.from({ length: 3 }, () => new Near(of, orders[order]!, guards));
    expect((await inParallel(of, hands, guards))?.result()).toEqual(alone);
  });
});

test('progress counts all workers and ends at the whole', async () => {
  const of = model({ replications: 4 });
  const fractions: number[] = [];
  await inParallel(
    of,
    [0, 1].map(() => new Near(of, () => 1)),
    {
      onProgress: ({ fraction, replications }) => {
        expect(replications).toBe(4);
        fractions.push(fraction);
      },
    },
  );
  expect(fractions.length).toBeGreaterThanOrEqual(4);
  expect(Math.max(...fractions)).toBeLessThanOrEqual(1);
  expect([...fractions].sort((a, b) => a - b)).toEqual(fractions);
});

test('a cancel gives what there is, and says so', async () => {
  const of = model({ replications: 4, duration: 4000 });
  const controller = new AbortController();
  const hands = [0, 1].map(() => new Near(of, () => 3));
  const running = inParallel(of, hands, { signal: controller.signal });
  controller.abort();
  const result = (await running)?.result();
  expect(result?.run.partial?.guard).toBe('canceled');
  expect(result?.run.replications).toBe(1);
  expect(hands.flatMap(({ ran }) => ran)).toEqual([0, 1]);
});

test('a worker that was still loading when all were canceled is told again', async () => {
  const of = model({ replications: 2, duration: 4000 });
  const controller = new AbortController();
  const orders: string[] = [];
  class Late extends Near {
    override async run(number: number, onStep: (step: Step) => void): Promise<Finished> {
      orders.push('run');
      await new Promise((resolve) => setTimeout(resolve));
      return super.run(number, onStep);
    }
    override stop(): void {
      orders.push('stop');
      super.stop();
    }
  }
  const running = inParallel(of, [new Late(of, () => 3), new Near(of, () => 0)], { signal: controller.signal });
  controller.abort();
  const result = (await running)?.result();
  expect(result?.run.partial?.guard).toBe('canceled');
  expect(orders).toEqual(['run', 'stop', 'stop']);
});

test('what a worker breaks down with is what the whole breaks down with', async () => {
  const of = model({ replications: 2 });
  const broken: Hand = { run: () => Promise.reject(new Error('out of memory')), stop: () => undefined };
  await expect(inParallel(of, [broken])).rejects.toThrow('out of memory');
});
