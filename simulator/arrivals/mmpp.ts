import { z } from 'zod';
import { defineArrivals } from '../arrival-process.ts';
import { optionalQuantity } from '../field.ts';
import type { RandomStream } from '../kernel/index.ts';
import { ModulatedPace, type Mood } from '../parts/modulated-pace.ts';
import { perSecond } from './rate.ts';

/** One mood of the load: its rate, how long it lasts on average, and where it leads. */
export interface Phase {
  /** [1/s] */
  readonly rate: number;
  /** [s] */
  readonly stay: number;
  /** Relative chances of the state that follows, by place in the list; its own place is 0. */
  readonly next: readonly number[];
}

const MOST_STATES = 64;
const calm = { default: '100/s', source: 'Assumption: an ordinary load; take your own.' };
const calmStay = { default: '9 s', source: 'Assumption: calm nine tenths of the time.' };
const burst = { default: '1000/s', source: 'Assumption: ten times the calm rate.' };
const burstStay = { default: '1 s', source: 'Assumption: a burst of a second, one tenth of the time.' };
const two = { rate: 100, stay: 9, burstRate: 1000, burstStay: 1 } as const;

const rateOf = (title: string, help: string, shown?: { default: string; source: string }) =>
  optionalQuantity('rate', { title, help, min: 0, max: 1e8 }, shown);
const stayOf = (title: string, help: string, shown?: { default: string; source: string }) =>
  optionalQuantity('time', { title, help, above: 0, max: 31_536_000 }, shown);

const config = z
  .strictObject({
    rate: rateOf('Calm rate', 'Requests per second between the bursts.', calm),
    stay: stayOf('Calm for', 'Mean time from the end of one burst to the next.', calmStay),
    burstRate: rateOf('Burst rate', 'Requests per second in a burst.', burst),
    burstStay: stayOf('Burst for', 'Mean length of a burst.', burstStay),
    states: z
      .array(
        z.strictObject({
          rate: rateOf('Rate', 'Requests per second in this state.'),
          stay: stayOf('Stay', 'Mean time in this state.'),
          next: z.array(z.number().min(0).max(1e9)).max(MOST_STATES).optional(),
        }),
      )
      .min(2)
      .max(MOST_STATES)
      .optional(),
  })
  .superRefine((value, context) => {
    const refuse = (message: string, path: (string | number)[]): void =>
      context.addIssue({ code: 'custom', message, path });
    const { states, ...simple } = value;
    const written = Object.entries(simple).find(([, of]) => of !== undefined);
    if (states !== undefined && written !== undefined)
      refuse('expected either "states" or the rates and stays of two states', [written[0]]);
    states?.forEach(({ rate, stay, next }, i) => {
      if (rate === undefined) refuse('expected a rate such as "100/s"', ['states', i, 'rate']);
      if (stay === undefined) refuse('expected a time such as "1 s"', ['states', i, 'stay']);
      if (next !== undefined && (next.length !== states.length || next[i] !== 0 || !next.some((of) => of > 0)))
        refuse(`expected a weight for each of the ${states.length} states, 0 for its own`, ['states', i, 'next']);
    });
    const phases = phasesOf(value);
    if (!phases.some(({ rate }) => rate > 0)) refuse('expected a state with a rate above 0', []);
    if (phases.length > 1 && !isConnected(phases))
      refuse('expected each state to be reached from each other', ['states']);
  });
type Config = z.output<typeof config>;

/** The states, two of them where the file writes the short form; what is not written follows any other state alike. */
export function phasesOf(config: Config): Phase[] {
  const { states } = config;
  if (states === undefined) {
    const { rate = two.rate, stay = two.stay, burstRate = two.burstRate, burstStay = two.burstStay } = config;
    return [
      { rate, stay, next: [0, 1] },
      { rate: burstRate, stay: burstStay, next: [1, 0] },
    ];
  }
  return states.map(({ rate = 0, stay = 1, next }, i) => ({
    rate,
    stay,
    next: next ?? states.map((_, j) => (j === i ? 0 : 1)),
  }));
}

function isConnected(phases: readonly Phase[]): boolean {
  const reach = (forward: boolean): number => {
    const seen = new Set([0]);
    for (const from of seen) {
      phases.forEach((_, to) => {
        const weight = forward ? phases[from].next[to] : phases[to].next[from];
        if (weight > 0) seen.add(to);
      });
    }
    return seen.size;
  };
  return reach(true) === phases.length && reach(false) === phases.length;
}

/**
 * Long-run shares of time of the states: those of the jumps, weighted by the stays. The balance equations are solved by
 * elimination without subtraction, which loses no digits. [Grassmann, Taksar & Heyman, Operations Research 33(5), 1985]
 */
export function timeShares(phases: readonly Phase[]): Float64Array {
  const n = phases.length;
  const p = phases.map(({ next }) => {
    const total = next.reduce((sum, weight) => sum + weight, 0);
    return Float64Array.from(next, (weight) => weight / total);
  });
  for (let k = n - 1; k > 0; k--) {
    let out = 0;
    for (let j = 0; j < k; j++) out += p[k][j];
    for (let i = 0; i < k; i++) {
      p[i][k] /= out;
      for (let j = 0; j < k; j++) p[i][j] += p[i][k] * p[k][j];
    }
  }
  const jumps = new Float64Array(n);
  jumps[0] = 1;
  for (let k = 1; k < n; k++) for (let i = 0; i < k; i++) jumps[k] += jumps[i] * p[i][k];
  const times = jumps.map((jump, i) => jump * phases[i].stay);
  const total = times.reduce((sum, time) => sum + time, 0);
  return times.map((time) => time / total);
}

/**
 * Markov-modulated Poisson: a Poisson process whose rate jumps between states, exponential times in each. It starts in
 * a state drawn from the long-run shares. [Fischer & Meier-Hellstern, Performance Evaluation 18(2), 1993]
 */
export const mmpp = defineArrivals({
  name: 'mmpp',
  title: 'Bursts',
  description: 'A rate that jumps between calm and bursts at random (a Markov-modulated Poisson process).',
  config,
  rate: (of) => {
    const phases = phasesOf(of);
    return timeShares(phases).reduce((sum, share, i) => sum + share * phases[i].rate, 0);
  },
  pace: (of, parts) => new ModulatedPace(new Jumps(phasesOf(of), parts.draws('states')), parts),
  scaled: (of, factor) => ({
    states: phasesOf(of).map((phase) => ({ ...phase, next: [...phase.next], rate: phase.rate * factor })),
  }),
  // The same mean rate as before: nine tenths of the time calm, and ten times as much in a burst.
  starter: (rate) => ({
    rate: perSecond(rate / 1.9),
    stay: '9 s',
    burstRate: perSecond((rate * 10) / 1.9),
    burstStay: '1 s',
  }),
});

/** Jumps of the state: where it is now, and where it goes. */
class Jumps implements Mood {
  rate = 0;
  stay = 0;
  private readonly phases: readonly Phase[];
  private readonly states: RandomStream;
  private at = -1;

  constructor(phases: readonly Phase[], states: RandomStream) {
    this.phases = phases;
    this.states = states;
  }

  change(): void {
    const { phases, states, at } = this;
    this.at = pick(at < 0 ? timeShares(phases) : phases[at].next, states);
    this.rate = phases[this.at].rate;
    this.stay = states.exponential() * phases[this.at].stay;
  }
}

/** A place in a list of relative weights. */
function pick(weights: ArrayLike<number>, stream: RandomStream): number {
  let total = 0;
  for (let i = 0; i < weights.length; i++) total += weights[i];
  let left = stream.uniform() * total;
  let at = 0;
  let last = 0;
  for (; at < weights.length; at++) {
    if (weights[at] === 0) continue;
    last = at;
    left -= weights[at];
    if (left < 0) return at;
  }
  return last; // only rounding has come so far
}
