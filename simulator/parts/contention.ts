import { choice, group, quantity } from '../field.ts';

/** The field of a station that gets slower the more it does at once. */
export const uslField = group(
  {
    title: 'Contention',
    help: 'The universal scalability law: with n requests in work at once each takes 1 + contention × (n − 1) + coherency × n × (n − 1) times as long. With coherency above zero there is a best number at once, and more makes less: then limit the threads, or the concurrency.',
    advanced: true,
  },
  {
    contention: quantity('count', {
      title: 'Contention',
      help: 'Share of the work that only one request at a time can do: locks, a single log.',
      default: 0.03,
      source: 'USL fit to the SPEC SDM91 benchmark (Gunther; R package usl): σ = 0.028.',
      min: 0,
      max: 10,
    }),
    coherency: quantity('count', {
      title: 'Coherency',
      help: 'Cost of keeping each pair of requests consistent: cache lines, memory, connections.',
      default: 0.0001,
      source: 'USL fit to the SPEC SDM91 benchmark (Gunther; R package usl): κ = 0.0001.',
      min: 0,
      max: 10,
    }),
    applies: choice({
      title: 'Applies',
      help: 'To whom a change in the number at once matters.',
      options: [
        {
          value: 'running',
          title: 'At once',
          description: 'Everybody in work gets slower or faster with each change.',
        },
        { value: 'at-start', title: 'At the start', description: 'A request keeps the speed that it found.' },
      ],
      default: 'running',
      source: 'Gunther, Guerrilla Capacity Planning, 2007: throughput follows from the number at once.',
    }),
  },
);

export interface Usl {
  readonly contention: number;
  readonly coherency: number;
  readonly applies: 'running' | 'at-start';
}

/** What n requests at once do to each other's speed; nothing where a design does not say. */
export class Contention {
  private readonly contention: number;
  private readonly coherency: number;
  private readonly isAtStart: boolean;

  constructor(usl: Usl | undefined) {
    this.contention = usl?.contention ?? 0;
    this.coherency = usl?.coherency ?? 0;
    this.isAtStart = usl?.applies === 'at-start';
  }

  /** Work [s] that the n-th at once is to do. */
  atStart(work: number, n: number): number {
    return this.isAtStart ? work * this.stretch(n) : work;
  }

  /** Work per second of each of n at once, of what it would do alone. */
  speed(n: number): number {
    return this.isAtStart ? 1 : 1 / this.stretch(n);
  }

  /** How many times as long each of n at once takes. [Gunther, Guerrilla Capacity Planning, 2007] */
  private stretch(n: number): number {
    return n <= 1 ? 1 : 1 + this.contention * (n - 1) + this.coherency * n * (n - 1);
  }
}
