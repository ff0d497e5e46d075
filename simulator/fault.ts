import type { z } from 'zod';
import type { AnyComponent } from './component.ts';
import type { ConnectionSpec } from './connection.ts';
import type { FaultTargets } from './injection.ts';
import type { ComponentSpec } from './topology.ts';

/** What a fault strikes: one component, one connection, a zone or region with all that is in it, one kind of request, or the load itself. */
export type FaultTarget =
  | 'component'
  | 'connection'
  | 'zone'
  | 'component-or-zone'
  | 'connection-or-zone'
  | 'request'
  | 'load';

/** The design as far as a fault may look at it. */
export interface DesignAround {
  spec(component: string): ComponentSpec | undefined;
  definition(component: string): AnyComponent | undefined;
  connection(from: string, to: string): ConnectionSpec | undefined;
}

/**
 * One kind of fault. Its schema holds what a file writes under the fault's name; `begin` and `end` change the running
 * model. A fault without `end` happens at one moment.
 */
export interface FaultDefinition<Config = never, Begun = unknown> {
  /** Key in a file, camelCase: `{ "at": "120 s", "for": "30 s", "crash": { … } }`. */
  readonly kind: string;
  readonly title: string;
  readonly summary: string;
  readonly help: string;
  readonly icon: string;
  readonly target: FaultTarget;
  /** Among the first that one reaches for; the others are behind a menu. */
  readonly isFrequent?: true;
  /** It is there from the start to the end of the run, and a file writes neither `at` nor `for`. */
  readonly always?: true;
  /** Roles of components that it makes sense for; absent where any. */
  readonly roles?: readonly string[];
  readonly config: z.ZodObject;
  /** Why what it names cannot suffer it, where its role alone does not say so: a sentence, or undefined. */
  readonly unsuited?: (config: Config, design: DesignAround) => string | undefined;
  /** What passes the connection that it strikes may come more than once. */
  readonly repeats?: true;
  /** What it does shows only where it is known which items requests are about. */
  readonly readsKeys?: true;
  /** Instances are switched off and on by it, so that callers without a balancer must know who serves. */
  readonly switchesOff?: true;
  /** `until` is when it ends [s]: Infinity where it does not. What it returns is given to `end`. */
  readonly begin: (config: Config, targets: FaultTargets, until: number) => Begun;
  readonly end?: (config: Config, targets: FaultTargets, begun: Begun) => void;
  /** In a few words, for a marker on a chart: `db crashes`. */
  readonly label: (config: Config) => string;
}

// biome-ignore lint/suspicious/noExplicitAny: the catalogue holds definitions of different configurations; each is parsed by its own schema before use
export type AnyFault = FaultDefinition<any, any>;

/** Keeps the configuration's type between the schema and the functions of one definition. */
export function defineFault<Schema extends z.ZodObject, Begun = void>(
  definition: Omit<FaultDefinition<z.output<Schema>, Begun>, 'config'> & { config: Schema },
): AnyFault {
  return definition;
}
