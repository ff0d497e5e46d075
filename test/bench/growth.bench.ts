/** How cost and memory grow: with pending events, requests, stations, load, waiting requests and the length of the run. */
import { Experiment, type Model } from '../../simulator/index.ts';
import { FutureEventList, RandomStream, Rank } from '../../simulator/kernel/index.ts';
import { fiveTiers, overloaded, tandem } from './designs.ts';
import { quickest, rounds, timed } from './timing.ts';

const collect = (globalThis as { gc?: () => void }).gc;

/** The classic hold model: the next event is taken and scheduled anew, with so many pending all the time. */
function hold(pending: number) {
  const list = new FutureEventList(pending);
  const draws = new RandomStream(1, 2, 3, 4);
  let serial = 0;
  for (let i = 0; i < pending; i++) list.schedule(draws.exponential(), Rank.timer, ++serial, 0, 0, i);
  const holds = Math.max(300_000, pending);
  return () =>
    timed(() => {
      for (let i = 0; i < holds; i++) {
        const time = list.nextTime();
        list.take();
        list.schedule(time + draws.exponential(), Rank.timer, ++serial, 0, 0, list.visit);
      }
      return { requests: holds, events: holds };
    });
}

console.log('hold model, ns per event (growth from 10 pending events)');
let least = 0;
for (const pending of [10, 1000, 100_000, 1_000_000]) {
  const [own] = quickest(pending > 10_000 ? 4 : 10, [hold(pending)]);
  if (own === undefined) continue;
  const nanoseconds = (own.seconds * 1e9) / own.events;
  if (least === 0) least = nanoseconds;
  const text = `${nanoseconds.toFixed(0)} (× ${(nanoseconds / least).toFixed(1)})`;
  console.log(`  ${pending.toLocaleString('en-US').padStart(9)}: ${text}`);
}

const ENDLESS = 1e9;
function perEvent(model: Model): string {
  const [own] = quickest(8, [rounds(model)]);
  return own === undefined ? '' : `${((own.seconds * 1e9) / own.events).toFixed(0)} ns per event`;
}

console.log('stations in a row');
for (const stations of [5, 50])
  console.log(`  ${String(stations).padStart(3)}: ${perEvent(tandem(ENDLESS, stations))}`);
console.log('five tiers: load and replicas');
for (const factor of [1, 10]) {
  console.log(`  × ${String(factor).padStart(2)}: ${perEvent(fiveTiers(ENDLESS, 4 * factor, 3000 * factor))}`);
}

console.log('overload: cost of an event, and bytes for each request in the line');
for (const waiting of [10_000, 100_000, 1_000_000]) {
  const experiment = new Experiment(overloaded(ENDLESS), { seed: 1, maxEvents: 1e15, maxVisits: 1e8 });
  collect?.();
  const before = memory();
  // Of four arrivals two wait for ever, and two events make one more wait.
  experiment.advance(waiting * 3);
  collect?.();
  const bytes = (memory() - before) / waiting;
  const own = timed(() => {
    experiment.advance(200_000);
    return { requests: 0, events: 200_000 };
  });
  const line = `${((own.seconds * 1e9) / own.events).toFixed(0)} ns per event`;
  console.log(`  ${waiting.toLocaleString('en-US').padStart(9)}: ${line}, ${bytes.toFixed(0)} B`);
}

console.log('ten million requests through five tiers in one run');
const long = new Experiment(fiveTiers(10_000_000), { seed: 1, replications: 1, maxEvents: 1e9 });
const whole = timed(() => {
  for (let million = 1; !long.advance(9_700_000); million++) {
    if (![1, 5, 10].includes(million)) continue;
    collect?.();
    const { requests } = long.progress;
    console.log(
      `  ${requests.toLocaleString('en-US').padStart(10)} requests: ${(memory() / 1e6).toFixed(1)} MB held, ${(process.memoryUsage.rss() / 1e6).toFixed(0)} MB resident`,
    );
  }
  return long.progress;
});
console.log(`  ${whole.requests.toLocaleString('en-US')} requests in ${whole.seconds.toFixed(1)} s`);

/** Of the heap and of typed arrays [B]. */
function memory(): number {
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}
