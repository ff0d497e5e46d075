import type { AnyComponent, Role } from '../../simulator/index.ts';
import type { Sketch } from '../support/topology.ts';

/** The least design in which a component of a role is asked for something. What stands around it takes no time. */

const users = { id: 'users', type: 'client' };
const relay = (id: string) => ({ id, type: 'service', model: 'event-loop', cores: 4096, queue: 'unbounded', work: 0 });
const queue = { id: 'queue', type: 'message-queue', work: 0 };
const worker = { id: 'worker', type: 'worker', work: 0 };
const end = relay('end');

/** What calls it, and what it calls where it must, in a chain from the users. `it` is the component itself. */
const chains: Record<Role, readonly (object & { id: string })[]> = {
  client: [{ id: 'it' }, relay('end')],
  router: [users, { id: 'it' }, relay('end')],
  compute: [users, { id: 'it' }],
  cache: [users, relay('api'), { id: 'it' }],
  store: [users, relay('api'), { id: 'it' }],
  queue: [users, relay('api'), { id: 'it' }, worker],
  worker: [users, relay('api'), queue, { id: 'it' }],
  external: [users, { id: 'it' }],
  support: [users, relay('api'), { id: 'it' }],
};

/** What is slow on purpose, and more than a starter could do for fifty requests a second. */
const lighter = {
  passwordHash: '5 ms',
  inputTokens: 10,
  outputTokens: 2,
  scan: '10 MB',
  tasks: 4,
  task: '10 ms',
  startUp: '10 ms',
  refreshAfter: 0,
  batch: 1,
};

/** Of these parameters those that a type has. */
export function lightened({ config }: AnyComponent): object {
  return Object.fromEntries(Object.entries(lighter).filter(([name]) => name in config.shape));
}

export interface Surroundings {
  /** Parameters of the component. */
  readonly parameters: object;
  readonly arrivals: object;
  readonly kind?: 'read' | 'write';
  readonly duration: number;
  /** Requests stop coming then [s]. */
  readonly until?: number;
  readonly faults?: Sketch['faults'];
}

export function around(definition: AnyComponent, of: Surroundings): Sketch {
  // A queue without workers passes its messages on to services.
  const chain = chains[definition.role].map((component) =>
    definition.role === 'queue' && component === worker && !definition.calls.includes('worker') ? end : component,
  );
  const components = chain.map((component) =>
    component.id === 'it' ? { id: 'it', type: definition.type, ...of.parameters } : component,
  ) as Sketch['components'];
  // Only changes reach a queue; of what callers can answer by themselves little would come.
  const isForWrites = definition.role === 'queue' || definition.role === 'worker' || definition.atCaller !== undefined;
  const kind = of.kind ?? (isForWrites ? 'write' : 'read');
  return {
    components,
    connections: chain.slice(1).map(({ id }, i) => ({ from: chain[i].id, to: id })),
    workload: {
      streams: [
        {
          client: chain[0].id,
          arrivals: of.arrivals,
          ...(of.until === undefined ? {} : { shape: { steps: [[of.until, 0]] } }),
          requests: { get: { kind, keys: {} } },
        },
      ],
    },
    faults: of.faults ?? [],
    run: { duration: of.duration, warmup: 0 },
  };
}
