import { mechanisms } from '../../../simulator/index.ts';
import { chain, client, closed, exponential, poisson, relay, servers, singleStation } from '../blocks.ts';
import type { Case, ReadRow, Sketch } from '../case.ts';
import { connection, failed, goodput, meanResponse, requestsOf, resource } from '../readings.ts';
import { steady } from '../steady.ts';

/** Who is served next, who leaves unserved, and stations that get slower the more they do. */

const hyperexponential = {
  hyperexponential: [
    { weight: 0.9, mean: 1 / 18 },
    { weight: 0.1, mean: 11 / 18 },
  ],
};

const shared = (work: unknown): Sketch =>
  singleStation(4, { ...servers('station', 1, work), discipline: 'processor-sharing' });

/** Two classes on one station, class 0 before class 1. */
function twoClasses(rates: readonly [number, number], station: Sketch['components'][number]): Sketch {
  return {
    components: [client, { ...station, discipline: 'priority' }],
    connections: chain('users', 'station'),
    workload: {
      streams: rates.map((rate, priority) => ({
        client: 'users',
        arrivals: { poisson: { rate } },
        requests: { [`class${priority}`]: { priority } },
      })),
    },
  };
}

const responseOf = (kind: string): Pick<ReadRow, 'of'> => ({ of: (result) => requestsOf(result, kind).latency.mean });

/** The service that follows a wait is independent of it: its mean, known beforehand, is taken off. */
const waitOf = (kind: string, work: number): Pick<ReadRow, 'of'> => ({
  of: (result) => requestsOf(result, kind).latency.mean - work,
});

/** Who leaves has waited too; the station's own probability is of those that it serves. */
const waitsOrLeaves: Pick<ReadRow, 'of'> = {
  of: (result) => {
    const left = failed('abandoned').of(result);
    return left + (1 - left) * resource(result).wait.probability;
  },
};

const bothWays = (from: string, rate: number) => ({
  client: `${from}-users`,
  arrivals: { poisson: { rate } },
  requests: { [from]: {} },
});

const stretching = (users: number): Sketch => ({
  components: [
    client,
    { ...servers('station', 1000, 1 / 89.9952), usl: { contention: 0.0277285, coherency: 0.0001044 } },
  ],
  connections: chain('users', 'station'),
  workload: closed(users, 1e-12),
});

/** N and throughput at the peak of N / (a + b (N − 1) + c N (N − 1)), the law through three points. */
function peakOf(points: readonly (readonly [number, number])[]): number[] {
  // N / X is a parabola in N: its divided differences are its coefficients.
  const [p = [0, 1], q = [0, 1], r = [0, 1]] = points;
  const over = ([n, throughput]: readonly [number, number]) => n / throughput;
  const first = (over(q) - over(p)) / (q[0] - p[0]);
  const c = ((over(r) - over(q)) / (r[0] - q[0]) - first) / (r[0] - p[0]);
  const slope = first - c * (p[0] + q[0]);
  const constant = over(p) - slope * p[0] - c * p[0] * p[0];
  const peak = Math.sqrt(constant / c);
  return [peak, peak / (constant + slope * peak + c * peak * peak)];
}

/** When a queue whose wait is always 50 ms is asked for its next visit every microsecond, CoDel drops [s]. */
function drops(until: number): number[] {
  const codel = new mechanisms.CoDel(0.005, 0.1);
  const at: number[] = [];
  for (let tick = 0; tick <= until * 1e6; tick++) if (codel.drops(tick / 1e6, 0.05, 1000)) at.push(tick / 1e6);
  return at;
}

export const disciplines: readonly Case[] = [
  {
    id: 'T17',
    title: 'M/G/1 under processor sharing',
    model:
      'Poisson 4/s; one shared server, mean 1/9 s; (a) exponential, (b) hyperexponential (0.9: 1/18 s, 0.1: 11/18 s).',
    source: 'Insensitivity (Sakata, Noguchi & Oizumi 1971; Kleinrock II, § 4.4); parameters of the Ciw guide',
    note: 'Slowdown is response over work; here that of the short and of the long requests, each mean over mean, weighted by their numbers: sharing makes it the same for all sizes.',
    trials: [
      steady({
        name: 'exponential',
        design: shared(exponential(1 / 9)),
        rate: 4,
        length: 1e6,
        quick: 200_000,
        whole: 4e6,
        rows: [{ metric: 'mean response', value: 0.2, unit: 's', se: 0.00073, ...meanResponse }],
      }),
      steady({
        name: 'hyperexponential',
        design: shared(hyperexponential),
        rate: 4,
        length: 1e6,
        quick: 200_000,
        whole: 4e6,
        rows: [{ metric: 'mean response', value: 0.2, unit: 's', se: 0.00099, ...meanResponse }],
      }),
      steady({
        name: 'hyperexponential, short and long apart',
        design: {
          ...shared({ short: exponential(1 / 18), long: exponential(11 / 18) }),
          workload: {
            streams: [
              { client: 'users', arrivals: { poisson: { rate: 3.6 } }, requests: { short: {} } },
              { client: 'users', arrivals: { poisson: { rate: 0.4 } }, requests: { long: {} } },
            ],
          },
        },
        rate: 4,
        length: 1e6,
        quick: 200_000,
        whole: 4e6,
        rows: [
          {
            metric: 'mean slowdown',
            value: 1.8,
            unit: '',
            // Of this mean of two means: that of single slowdowns is half as large.
            se: 0.0085,
            of: (r) => 0.9 * 18 * responseOf('short').of(r) + (0.1 * 18 * responseOf('long').of(r)) / 11,
          },
        ],
      }),
    ],
  },
  {
    id: 'T22',
    title: 'Erlang A: fifty agents, and callers who hang up',
    model: 'Poisson 48/min; 50 servers, exponential 1 min; who waits leaves after exponential 2 min.',
    source: 'Palm; Garnett, Mandelbaum & Reiman 2002: 3.1 % leave, 3 wait, utilization 93 %',
    trials: [
      steady({
        design: singleStation(
          0,
          { ...servers('station', 50, exponential('1 min')), queueTimeout: exponential('2 min') },
          poisson('48/min'),
        ),
        rate: 0.8,
        length: 10e6,
        quick: 200_000,
        whole: 5e6,
        rows: [
          { metric: 'left the queue', value: 0.030912, unit: 'share', se: 0.00016, ...failed('abandoned') },
          { metric: 'P(wait)', value: 0.467774, unit: 'share', se: 0.0013, ...waitsOrLeaves },
          {
            metric: 'mean time in the queue, of all',
            value: 3.70947,
            unit: 's',
            se: 0.02,
            of: (result) => resource(result).queue.mean / requestsOf(result).offered,
          },
          {
            metric: 'utilization',
            value: 0.930324,
            unit: 'share',
            se: 0.00025,
            of: (result) => resource(result).utilization,
          },
          {
            metric: 'mean queue length',
            value: 2.96758,
            unit: '',
            within: 0.18,
            of: (result) => resource(result).queue.mean,
          },
        ],
      }),
    ],
  },
  {
    id: 'T27',
    title: 'Two priorities, nobody interrupted',
    model: 'Class 0 Poisson 0.2/s, class 1 Poisson 0.6/s, both exponential 1 s, one server; class 0 goes first.',
    source: 'Cobham 1954',
    trials: [
      steady({
        design: twoClasses([0.2, 0.6], servers('station', 1, exponential(1))),
        rate: 0.8,
        length: 5e6,
        quick: 400_000,
        rows: [
          { metric: 'mean response, class 0', value: 2, unit: 's', se: 0.0025, ...responseOf('class0') },
          { metric: 'mean response, class 1', value: 6, unit: 's', se: 0.026, ...responseOf('class1') },
        ],
      }),
    ],
  },
  {
    id: 'T30',
    title: 'Two priorities on four servers',
    model: 'Class 0 Poisson 12/s, class 1 Poisson 20/s, both exponential 100 ms; four servers, nobody interrupted.',
    source: 'Cobham 1954 for several channels',
    note: 'The wait is the mean response less 100 ms: the standard errors contain that of the mean service.',
    trials: [
      steady({
        design: twoClasses([12, 20], servers('station', 4, exponential('100 ms'))),
        rate: 32,
        length: 10e6,
        quick: 400_000,
        whole: 5e6,
        rows: [
          { metric: 'mean wait, class 0', value: 21.30116, unit: 'ms', se: 0.067, ...waitOf('class0', 0.1) },
          { metric: 'mean wait, class 1', value: 106.5058, unit: 'ms', se: 0.542, ...waitOf('class1', 0.1) },
        ],
      }),
    ],
  },
  {
    id: 'T39',
    title: 'The universal scalability law as a station',
    model:
      'N closed clients without think time; each request takes (1 + 0.0277285 (n − 1) + 0.0001044 n (n − 1)) / 89.9952 s while n are in progress.',
    source: 'Gunther, Guerrilla Capacity Planning, 2007; coefficients of the SPEC SDM91 data in the R package usl',
    note: 'Its peak lies between whole numbers of clients: it is that of the law through the three measured points.',
    trials: [
      {
        rows: [
          { metric: 'throughput at N = 48', value: 1701.5241, unit: '/s', exact: true },
          { metric: 'throughput at N = 96', value: 1883.7573, unit: '/s', exact: true },
          { metric: 'throughput at N = 216', value: 1645.9807, unit: '/s', exact: true },
          { metric: 'N at the peak', value: 96.5036, unit: '', exact: true },
          { metric: 'throughput at the peak', value: 1883.7682, unit: '/s', exact: true },
        ],
        measure: async ({ simulate }) => {
          const measured: [number, number][] = [];
          for (const users of [48, 96, 216]) {
            // All are answered at the same moment, a lap at a time: a run of whole laps and a half.
            const lap = (1 + 0.0277285 * (users - 1) + 0.0001044 * users * (users - 1)) / 89.9952;
            const result = await simulate(stretching(users), { duration: 200.5 * lap, warmup: 0.5 * lap });
            measured.push([users, goodput.of(result)]);
          }
          return { values: [...measured.map(([, throughput]) => throughput), ...peakOf(measured)] };
        },
      },
    ],
  },
  {
    id: 'T47',
    title: 'Two classes through two shared stations',
    model:
      'Class A 3/19 per s, class B 2/19 per s; each visits CPU, then disk; mean work A 1 s and 3 s, B 2 s and 4 s, exponential; both stations processor sharing.',
    source: 'BCMP 1975; Lazowska et al., Quantitative System Performance, p. 138',
    note: 'First come, first served would give 1.916, 33.08, 2.917 and 33.22 s: the sharing must be real.',
    trials: [
      steady({
        design: {
          components: [
            { id: 'a-users', type: 'client' },
            { id: 'b-users', type: 'client' },
            relay('a-visits'),
            relay('b-visits'),
            {
              ...servers('cpu', 1, { a: exponential('1 s'), b: exponential('2 s') }),
              discipline: 'processor-sharing',
            },
            {
              ...servers('disk', 1, { a: exponential('3 s'), b: exponential('4 s') }),
              discipline: 'processor-sharing',
            },
          ],
          connections: ['a', 'b'].flatMap((name) => [
            ...chain(`${name}-users`, `${name}-visits`),
            { from: `${name}-visits`, to: 'cpu', order: 1 },
            { from: `${name}-visits`, to: 'disk', order: 2 },
          ]),
          workload: { streams: [bothWays('a', 3 / 19), bothWays('b', 2 / 19)] },
        },
        rate: 5 / 19,
        length: 10e6,
        quick: 300_000,
        whole: 4e6,
        rows: (
          [
            ['A at the CPU', 'a-visits->cpu', 19 / 12, 0.001],
            ['A at the disk', 'a-visits->disk', 28.5, 0.16],
            ['B at the CPU', 'b-visits->cpu', 19 / 6, 0.0027],
            ['B at the disk', 'b-visits->disk', 38, 0.22],
          ] as const
        ).map(([metric, key, value, se]) => ({
          metric,
          value,
          unit: 's' as const,
          se,
          of: (result) => connection(result, key).latency.mean,
        })),
      }),
    ],
  },
  {
    id: 'T97',
    title: 'CoDel’s control law',
    model: 'Target 5 ms, interval 100 ms; the wait stays above the target from t = 0, and the queue is always asked.',
    source: 'RFC 8289, § 5',
    trials: [
      {
        rows: (
          [
            ['1', 100],
            ['2', 200],
            ['3', 270.7107],
            ['4', 328.4457],
            ['8', 501.7883],
          ] as const
        ).map(([nth, value]) => ({ metric: `drop ${nth} at`, value, unit: 'ms' as const, exact: true as const })),
        measure: async () => {
          const at = drops(0.51);
          return { values: [1, 2, 3, 4, 8].map((nth) => at[nth - 1] ?? Number.NaN) };
        },
      },
    ],
  },
];
