import type { Readable } from 'node:stream';
import type { Style } from './render/paint.ts';

/** What a command knows of the world; tests give one that writes into memory. */
export interface Host {
  /** Writes to standard output; the text ends its own lines. */
  readonly out: (text: string) => void;
  /** Writes to standard error. */
  readonly err: (text: string) => void;
  /** How reports to standard output look. */
  readonly style: Style;
  /** How messages on standard error look. */
  readonly errorStyle: Style;
  /** Asked to say only what keeps a command from working. */
  readonly quiet: boolean;
  /** Whether a person watches standard error: a terminal, and nobody asked to be quiet. */
  readonly interactive: boolean;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Standard input. */
  readonly input: Readable;
  /** Set off when the user interrupts. */
  readonly signal: AbortSignal;
}

/**
 * How a command ended. `done`: all is well. `missed`: the run is complete and an objective is missed. `refused`: bad
 * input or usage, said on standard error. `guarded`: the run ended before its time and what there is was printed.
 * `interrupted`: the user stopped it before there was anything to print.
 */
export type Outcome = 'done' | 'missed' | 'refused' | 'guarded' | 'interrupted';

/** Bad input or usage that one sentence explains. Caught at the top alone, which prints it and ends as `refused`. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
}
