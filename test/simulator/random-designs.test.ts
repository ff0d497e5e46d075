import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type RunResult, simulate } from '../../simulator/index.ts';
import { modelOf, type Sketch } from '../support/topology.ts';
import { expectConservation, expectEnd, expectLittle } from './laws.ts';
import { calmDesigns, designs } from './random-designs.ts';
import { run, straight } from './support.ts';

const RUNS = 100;

test('requests are conserved, exactly and by kind, and every number of a result is one', () => {
  fc.assert(fc.property(designs, expectConservation), { seed: 41, numRuns: RUNS });
});

test('every visit is answered once, whatever breaks', () => {
  fc.assert(fc.property(designs, expectEnd), { seed: 42, numRuns: RUNS });
});

test('the same design and seed give the same digest, another seed another one', () => {
  fc.assert(
    fc.property(designs, (sketch) => {
      const model = modelOf(sketch);
      const [a, b, c] = [5, 5, 6].map((seed) => simulate(model, { seed }).run.digest);
      expect(b).toBe(a);
      expect(c).not.toBe(a);
    }),
    { seed: 43, numRuns: 25 },
  );
});

test('the order in which a file lists components, connections and streams leaves no trace', () => {
  fc.assert(
    fc.property(designs, fc.infiniteStream(fc.nat()), (sketch, numbers) => {
      const shuffled = <T>(items: readonly T[]): T[] =>
        items
          .map((item) => ({ item, key: numbers.next().value }))
          .sort((a, b) => a.key - b.key)
          .map(({ item }) => item);
      const again: Sketch = {
        ...sketch,
        components: shuffled(sketch.components),
        connections: shuffled(sketch.connections),
      };
      expect(run(again).run.digest).toBe(run(sketch).run.digest);
    }),
    { seed: 44, numRuns: 30 },
  );
});

test('how a component is called on the screen changes no number', () => {
  fc.assert(
    fc.property(designs, (sketch) => {
      const named = { ...sketch, components: sketch.components.map((component) => ({ ...component, name: 'Other' })) };
      const bare = ({ requests, connections, timeline }: RunResult) => ({ requests, connections, timeline });
      expect(bare(run(named))).toEqual(bare(run(sketch)));
    }),
    { seed: 45, numRuns: 20 },
  );
});

test('a component more that nobody asks shifts no random number of the others', () => {
  fc.assert(
    fc.property(designs, (sketch) => {
      const more = { ...sketch, components: [...sketch.components, { id: 'aside', type: 'sql-database' }] };
      expect(run(more).requests).toEqual(run(sketch).requests);
    }),
    { seed: 46, numRuns: 20 },
  );
});

test('Little’s law is an identity at every station, and time never runs backwards, whatever breaks', () => {
  fc.assert(fc.property(designs, expectLittle), { seed: 50, numRuns: RUNS });
});

test('Little: the mean number at a component is its throughput times its response time, exactly once all have left', () => {
  fc.assert(
    fc.property(calmDesigns, (sketch) => {
      const of = straight(sketch);
      of.books.forEach((book, index) => {
        const { role } = of.model.components[index].definition;
        if (book.failures > 0) return; // what fails has been inside too, but its time is not recorded
        const times = book.latency.sum + (role === 'queue' ? book.lag.sum : 0);
        expect(book.inSystem.areaAt(of.sim.now)).toBeCloseTo(times, 6);
      });
    }),
    { seed: 47, numRuns: RUNS },
  );
});

test('utilization law: cores are busy for as many constant service times as were served', () => {
  fc.assert(
    fc.property(calmDesigns, (sketch) => {
      const of = straight(sketch);
      of.books.forEach((book, index) => {
        const { spec, resources } = of.model.components[index];
        const { work } = spec as unknown as { work: Record<string, { value: number }> };
        resources.forEach(({ holdsCalls, servers }, i) => {
          if (holdsCalls || servers === Infinity) return;
          const { busy, wait, waiting } = book.resources[i];
          // Who leaves the line unserved has waited too, but his wait is not recorded.
          if (book.failures === 0) expect(waiting.areaAt(of.sim.now)).toBeCloseTo(wait.sum, 6);
          expect(busy.areaAt(of.sim.now)).toBeCloseTo(wait.count * work['*'].value, 6);
        });
      });
    }),
    { seed: 48, numRuns: RUNS },
  );
});

test('a server more never makes anybody wait longer: the waits of a FIFO line fall with the number of servers', () => {
  // Kiefer & Wolfowitz 1955: with the same gaps and the same service times, drawn as service begins.
  const station = fc.record({
    servers: fc.integer({ min: 1, max: 6 }),
    rate: fc.integer({ min: 50, max: 900 }),
    work: fc.constantFrom<unknown>(
      '7 ms',
      { exponential: { mean: '7 ms' } },
      { lognormal: { mean: '7 ms', cv: 3 } },
      { pareto: { min: '2 ms', shape: 1.4 } },
    ),
    seed: fc.nat(1000),
  });
  fc.assert(
    fc.property(station, ({ servers, rate, work, seed }) => {
      const of = (cores: number) =>
        run({
          components: [
            { id: 'users', type: 'client' },
            { id: 's', type: 'service', model: 'event-loop', cores, queue: 'unbounded', work },
          ],
          connections: [{ from: 'users', to: 's' }],
          workload: { streams: [{ client: 'users', arrivals: { poisson: { rate } }, requests: { get: {} } }] },
          run: { duration: 4, warmup: 0, seed },
        });
      const [few, more] = [of(servers), of(servers + 1)];
      expect(more.requests['*'].counts.offered).toBe(few.requests['*'].counts.offered);
      for (const at of ['mean', 'p50', 'p90', 'p95', 'p99', 'p999', 'max'] as const) {
        expect(more.requests['*'].latency[at]).toBeLessThanOrEqual(few.requests['*'].latency[at] * (1 + 1e-12));
      }
      // At no moment fewer have been served.
      const served = ({ timeline }: RunResult) => {
        let total = 0;
        return timeline.requests['*'].ok.map((rate_) => (total += rate_ * timeline.step));
      };
      const before = served(few);
      expect(served(more).every((count, window) => count >= before[window] - 1e-6)).toBe(true);
    }),
    { seed: 49, numRuns: 60 },
  );
});
