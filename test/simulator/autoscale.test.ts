import { describe, expect, test } from 'vitest';
import { checkTopology } from '../../simulator/check.ts';
import type { AutoscaleSpec } from '../../simulator/parts/autoscale.ts';
import { ScalingRule } from '../../simulator/parts/scaling-rule.ts';
import { ScalingSteps } from '../../simulator/parts/scaling-steps.ts';
import { topologyOf } from '../support/topology.ts';
import { balancer, chain, client, relay, servers } from './building-blocks.ts';
import { cold, run, steady } from './support.ts';

const defaults: AutoscaleSpec = {
  by: 'utilization',
  backlog: 5,
  steps: [
    [0.3, -1],
    [0.7, 2],
    [0.9, 3],
  ],
  cooldown: 300,
  min: 1,
  max: 100,
  target: 0.5,
  tolerance: 0.1,
  interval: 15,
  stabilization: 300,
  startUp: 30,
};

/** What the rule says at one look of a fresh autoscaler, of ready replicas that are each so busy. */
function once(ready: number, utilization: number, more: Partial<AutoscaleSpec> = {}, unready = 0): number {
  return new ScalingRule({ ...defaults, ...more }).desired(0, ready, unready, ready * utilization, more.min ?? 1);
}

describe('the rule', () => {
  test('twice the target doubles the replicas, half of it halves them: the examples of the Kubernetes documentation', () => {
    expect(once(4, 1)).toBe(8);
    expect(once(4, 0.25)).toBe(2);
    // The walkthrough: one replica at 305 % of its request, target 50 %, goes to seven.
    expect(once(1, 3.05, { addsAtMost: 10 })).toBe(7);
  });

  test('within a tenth of the target nothing happens, the bounds included', () => {
    for (const utilization of [0.45, 0.46, 0.5, 0.54, 0.55]) expect(once(10, utilization)).toBe(10);
    expect(once(10, 0.551)).toBe(12);
    expect(once(10, 0.449)).toBe(9);
    expect(once(3, 0.8, { target: 0.8, tolerance: 0 })).toBe(3);
  });

  test('it adds four replicas or as many as there are, whichever is more, and keeps within its bounds', () => {
    expect(once(1, 1, { target: 0.1 })).toBe(5);
    expect(once(10, 1, { target: 0.1 })).toBe(20);
    expect(once(10, 1, { target: 0.1, addsAtMost: 1 })).toBe(11);
    expect(once(10, 1, { max: 13 })).toBe(13);
    expect(once(3, 0, { min: 2 })).toBe(2);
  });

  test('what is added within 15 s counts together, however often it looks', () => {
    const rule = new ScalingRule({ ...defaults, interval: 5, target: 0.1 });
    const seen = [];
    let ready = 2;
    for (let now = 0; now < 35; now += 5) {
      ready = rule.desired(now, ready, 0, ready, 1);
      seen.push(ready);
    }
    // From 2 by 4; nothing more until the fifteen seconds are over; then doubling.
    expect(seen).toEqual([6, 6, 6, 12, 12, 12, 24]);
  });

  test('replicas that are not ready count as idle on the way up, and not at all on the way down', () => {
    // Two ready at 100 % of the target 50 % and two starting: as if four were at 50 %.
    expect(once(2, 1, {}, 2)).toBe(4);
    expect(once(2, 1, {}, 0)).toBe(4);
    expect(once(2, 1, { target: 0.25 }, 2)).toBe(8);
    expect(once(4, 0.25, {}, 2)).toBe(2);
    expect(once(0, 0, {}, 3)).toBe(3);
  });

  test('it goes down only to the highest recommendation of the last five minutes, so that it does not flutter', () => {
    const rule = new ScalingRule(defaults);
    expect(rule.desired(0, 8, 0, 8 * 0.5, 1)).toBe(8);
    expect(rule.desired(15, 8, 0, 8 * 0.2, 1)).toBe(8);
    for (let now = 30; now < 300; now += 15) expect(rule.desired(now, 8, 0, 8 * (now === 150 ? 0.3 : 0.2), 1)).toBe(8);
    // The eight of the start is forgotten; the five (0.3 / 0.5 × 8) of 150 s is not, until 450 s.
    expect(rule.desired(300, 8, 0, 8 * 0.2, 1)).toBe(5);
    expect(rule.desired(435, 5, 0, 5 * 0.2, 1)).toBe(5);
    expect(rule.desired(450, 5, 0, 5 * 0.2, 1)).toBe(4);
    // And up at once.
    expect(rule.desired(465, 2, 0, 2, 1)).toBe(4);
  });

  test('a look each millisecond costs no more than one each minute, however long it remembers', () => {
    const rule = new ScalingRule({ ...defaults, interval: 0.001, stabilization: 1000 });
    const looks = Array.from({ length: 300_000 }, (_, i) => rule.desired(i / 1000, 8, 0, i === 0 ? 4 : 1, 1));
    // All of them remember the first.
    expect(looks.every((replicas) => replicas === 8)).toBe(true);
  });
});

describe('the rule by backlog', () => {
  const byBacklog = (ready: number, messages: number, more: Partial<AutoscaleSpec> = {}, min = 1) =>
    new ScalingRule({ ...defaults, by: 'backlog', backlog: 10, ...more }).desired(0, ready, 0, messages, min);

  test('a hundred messages at ten for each are ten replicas, however many there are; within a tenth nothing happens', () => {
    expect(byBacklog(8, 100)).toBe(10);
    expect(byBacklog(8, 88)).toBe(8);
    expect(byBacklog(8, 89)).toBe(9);
    expect(byBacklog(8, 41)).toBe(5);
    expect(byBacklog(2, 100)).toBe(6);
    expect(byBacklog(8, 0, {}, 3)).toBe(3);
  });

  test('a minimum that is raised is reached at once, faster than the policy lets it add', () => {
    expect(byBacklog(1, 5, {}, 30)).toBe(30);
  });
});

describe('the rule by steps', () => {
  test('thresholds: the highest that is reached adds, the lowest that it is at or under takes away', () => {
    const at = (utilization: number) => new ScalingSteps(defaults).desired(0, 10, 0, 10 * utilization, 1);
    expect([0.3, 0.31, 0.69, 0.7, 0.89, 0.9, 1].map(at)).toEqual([9, 10, 10, 12, 12, 13, 13]);
    const two = [[0.1, -4] as const, [0.3, -1] as const];
    expect(new ScalingSteps({ ...defaults, steps: two }).desired(0, 10, 0, 0.5, 1)).toBe(6);
    expect(new ScalingSteps({ ...defaults, max: 11 }).desired(0, 10, 0, 10, 1)).toBe(11);
    expect(new ScalingSteps(defaults).desired(0, 2, 0, 0, 2)).toBe(2);
  });

  test('in the cooldown the same step adds nothing, and one of three after one of two adds the one that is missing', () => {
    const rule = new ScalingSteps(defaults);
    // The example of the AWS documentation: +2, then +3 while the cooldown lasts.
    expect(rule.desired(0, 10, 0, 7, 1)).toBe(12);
    expect(rule.desired(60, 10, 2, 7, 1)).toBe(12);
    expect(rule.desired(120, 12, 0, 12 * 0.95, 1)).toBe(13);
    expect(rule.desired(180, 13, 0, 13 * 0.95, 1)).toBe(13);
    expect(rule.desired(420, 13, 0, 13 * 0.95, 1)).toBe(16);
  });

  test('it takes away once in a cooldown, and adds at once all the same', () => {
    const rule = new ScalingSteps(defaults);
    expect([0, 60, 299, 300].map((now) => rule.desired(now, 10, 0, 2, 1))).toEqual([9, 10, 10, 9]);
    expect(rule.desired(360, 9, 0, 9 * 0.7, 1)).toBe(11);
    expect(rule.desired(420, 11, 0, 2, 1)).toBe(10);
  });
});

const scaled = (more: object, autoscale: object) => ({
  ...servers('api', 1, '100 ms'),
  autoscale: { target: 0.5, interval: 10, startUp: '5 s', stabilization: '60 s', ...autoscale },
  ...more,
});

/** Evenly spaced load on a scaled service behind a balancer: 8/s, from 200 s on 32/s, from 400 s on 8/s again. */
function wave(api: ReturnType<typeof scaled>, more: object = {}) {
  return run({
    components: [client, balancer('lb', 'round-robin'), api],
    connections: chain('users', 'lb', 'api'),
    workload: {
      streams: [
        {
          client: 'users',
          arrivals: { constant: { rate: 8 } },
          shape: {
            steps: [
              [200, 4],
              [400, 1],
            ],
          },
          requests: { get: {} },
        },
      ],
    },
    run: cold(600),
    ...more,
  });
}

describe('a run', () => {
  test('follows the load: up after one look and a start, down after the stabilization, and pays what it had', () => {
    const result = wave(scaled({ replicas: 2 }, { max: 20 }));
    const { replicas, availability, utilization } = result.components['api'];
    const series = result.timeline.components['api'].replicas ?? [];
    const { step } = result.timeline;
    const at = (time: number) => series[Math.floor(time / step)];
    // 0.8 erlangs are 1.6 replicas of half a core each: two. 3.2 erlangs are 6.4: seven.
    expect([at(100), at(195), at(207)]).toEqual([2, 2, 2]);
    expect(at(213)).toBe(4);
    expect(at(390)).toBe(7);
    expect(at(450)).toBe(7);
    expect(at(590)).toBe(2);
    // One more while the backlog of the start is worked off, all busy.
    expect(replicas?.max).toBe(8);
    expect(availability).toBeCloseTo(1, 9);
    expect(utilization).toBeGreaterThan(0.35);
    const mean = series.reduce((sum, each) => sum + each, 0) / series.length;
    expect(replicas?.mean).toBeCloseTo(mean, 6);
    expect(result.cost.components['api'] / (replicas?.mean ?? 0)).toBeCloseTo(
      wave(scaled({ replicas: 2 }, { min: 2, max: 2 })).cost.components['api'] / 2,
      2,
    );
    expect(result.requests['*'].counts.failed).toEqual({});
    expect(result.requests['*'].counts.succeeded).toBe(result.requests['*'].counts.offered);
  });

  test('the most replicas are those of one moment, with several replications and a longer run too', () => {
    const { components } = wave(scaled({ replicas: 2 }, { max: 20 }), { run: { ...cold(600), replications: 2 } });
    expect(components['api'].replicas?.max).toBe(8);
  });

  test('what is off gets nothing, with a balancer or without', () => {
    const design = (connections: { from: string; to: string }[]) =>
      run({
        components: [client, balancer('lb', 'round-robin'), scaled({ replicas: 1 }, { max: 5, tolerance: 1 })],
        connections,
        workload: steady(9),
        run: cold(100),
      });
    for (const connections of [chain('users', 'lb', 'api'), [...chain('users', 'api'), ...chain('lb', 'api')]]) {
      const { latency, counts } = design(connections).requests['*'];
      expect(counts.succeeded).toBe(counts.offered);
      expect(latency.max).toBeCloseTo(0.1, 6);
      // One of five at nine tenths of its capacity.
      expect(design(connections).components['api'].utilization).toBeCloseTo(0.9, 2);
    }
  });

  test('fan-out to any instance asks none that is off', () => {
    const result = run({
      components: [client, scaled({ replicas: 2 }, { min: 2, max: 5, tolerance: 1 })],
      connections: [{ from: 'users', to: 'api', calls: 2, parallel: true, withReplacement: true }],
      workload: steady(3),
      run: cold(100),
    });
    // Two of five, with 0.6 erlangs.
    expect(result.components['api'].utilization).toBeCloseTo(0.3, 2);
    expect(result.components['api'].queue.max).toBeGreaterThan(0);
  });

  test('a replica that crashes counts as idle: the others do its work, and nothing is added for it', () => {
    const result = run({
      components: [
        client,
        { ...balancer('lb', 'round-robin'), healthCheckInterval: '1 s' },
        scaled({ replicas: 3 }, { max: 6 }),
      ],
      connections: chain('users', 'lb', 'api'),
      workload: steady(15),
      faults: [{ at: 50, crash: { component: 'api', replicas: 1 } }],
      run: cold(200),
    });
    expect(result.components['api'].replicas?.max).toBe(3);
    expect(result.components['api'].availability).toBeCloseTo(1 - 150 / 600, 6);
  });

  test('workers come and go too, and what waits in the queue is taken by the new ones at once', () => {
    const result = run({
      components: [
        client,
        relay('api'),
        { id: 'queue', type: 'message-queue', work: 0 },
        {
          id: 'worker',
          type: 'worker',
          replicas: 1,
          threads: 1,
          work: '1 s',
          autoscale: { target: 0.8, max: 4, interval: '10 s', startUp: '5 s' },
        },
      ],
      connections: chain('users', 'api', 'queue', 'worker'),
      workload: steady(2, { kind: 'write' }),
      run: cold(100),
    });
    expect(result.components['worker'].replicas?.max).toBe(4);
    const { lag, deadLetters } = result.components['queue'];
    expect(deadLetters).toBe(0);
    expect(lag?.count).toBeGreaterThan(190);
  });

  test('a spike is missed: what one replica cannot take fails until the next look and a start are over, and a schedule ahead of it has them there', () => {
    // From 100.01 s on 40/s; each of two takes 20/s and queues nothing. At 110 s it sees, at 130 s two serve.
    const failed = (autoscale: object) => {
      const api = { ...servers('api', 1, '49 ms'), queue: 0 };
      const { requests, components } = run({
        components: [client, { ...api, autoscale: { max: 2, interval: '10 s', startUp: '20 s', ...autoscale } }],
        connections: chain('users', 'api'),
        workload: {
          streams: [
            {
              client: 'users',
              arrivals: { constant: { rate: 10 } },
              shape: { steps: [[100.01, 4]] },
              requests: { get: {} },
            },
          ],
        },
        run: cold(200),
      });
      expect(components['api'].replicas?.max).toBe(2);
      return requests['get'].counts.failed['rejected'] ?? 0;
    };
    const near = (n: number) => (each: number) => Math.abs(each - n) <= 2;
    expect(failed({})).toSatisfy(near(20 * 30));
    expect(failed({ by: 'steps' })).toSatisfy(near(20 * 30));
    const schedule = (ahead: string) => ({ max: 2, schedule: { min: [['100 s', 2]], ahead } });
    expect(failed(schedule('0 s'))).toSatisfy(near(20 * 20));
    expect(failed(schedule('5 s'))).toSatisfy(near(20 * 15));
    expect(failed(schedule('20 s'))).toBe(0);
  });

  test('a schedule raises the minimum and lowers it again; the load may want more', () => {
    const schedule = {
      min: [
        ['50 s', 4],
        ['250 s', 2],
      ],
    };
    const result = wave(scaled({ replicas: 1 }, { max: 20, schedule }), { run: cold(600) });
    const { replicas = [] } = result.timeline.components['api'];
    const at = (time: number) => replicas[Math.floor(time / result.timeline.step)];
    // 0.8 erlangs are two replicas, 3.2 are seven; from 400 s on it is the schedule that holds two.
    expect([at(40), at(53), at(195), at(390), at(590)]).toEqual([2, 4, 4, 7, 2]);
  });

  test('by backlog workers come for all that waits at once; by utilization a busy one says no more than that it is busy', () => {
    // 4/s come and one worker does 1/s: after 10 s 39 have come and 9 are done, 30 are there.
    const at12 = (autoscale: object) => {
      const { timeline } = run({
        components: [
          client,
          relay('api'),
          { id: 'queue', type: 'message-queue', work: 0 },
          {
            id: 'worker',
            type: 'worker',
            replicas: 1,
            threads: 1,
            prefetch: 1,
            work: '1 s',
            autoscale: { max: 20, interval: '10 s', startUp: '5 s', tolerance: 0, ...autoscale },
          },
        ],
        connections: chain('users', 'api', 'queue', 'worker'),
        workload: steady(4, { kind: 'write' }),
        run: cold(20),
      });
      return Math.round((timeline.components['worker'].replicas ?? [])[Math.floor(12 / timeline.step)]);
    };
    expect(at12({ by: 'backlog', backlog: 10 })).toBe(3);
    expect(at12({ by: 'backlog', backlog: 6 })).toBe(5);
    expect(at12({})).toBe(2);
  });

  test('a range that does not hold what it begins with is refused, and so is a quorum', () => {
    const codes = (more: object, autoscale: object) =>
      checkTopology(
        topologyOf({
          components: [client, scaled(more, autoscale)],
          connections: chain('users', 'api'),
          workload: steady(1),
        }),
      ).flatMap(({ code, severity }) => (severity === 'error' ? [code] : []));
    expect(codes({ replicas: 2 }, {})).toEqual([]);
    expect(codes({ replicas: 2 }, { max: 1 })).toEqual(['autoscale-range']);
    expect(codes({ replicas: 2 }, { min: 3 })).toEqual(['autoscale-range']);
    expect(codes({ replicas: 2, needs: 2 }, {})).toEqual(['autoscale-needs']);
    expect(codes({ replicas: 2 }, { max: 5, schedule: { min: [[60, 6]] } })).toEqual(['autoscale-range']);
    const steps = (...pairs: [number, number][]) => codes({}, { by: 'steps', steps: pairs });
    expect(steps([0.5, 1], [0.6, -1])).toEqual(['autoscale-steps']);
    expect(steps([0.5, 0])).toEqual(['autoscale-steps']);
    expect(steps([0.2, -2], [0.3, -1], [0.9, 3])).toEqual([]);
  });
});
