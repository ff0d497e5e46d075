import {
  type AnyComponent,
  catalogue,
  compile,
  connectionFields,
  definitionOf,
  faultCatalogue,
  fieldsOf,
  hasErrors,
  wiring,
} from '../../simulator/index.ts';
import { type RandomStream, streamFor } from '../../simulator/kernel/index.ts';
import { type Sketch, topologyOf } from '../support/topology.ts';
import { pick, randomValues, type Values, ZONES } from './random-values.ts';

/**
 * Random designs out of everything that there is: what types, fields, policies and faults exist is read from their
 * definitions, so that what comes new is tried as well. What does not go together is found by the checks and taken out.
 * `random-designs.ts` draws fewer types, deeper.
 */

const clients = catalogue.filter(({ role }) => role === 'client');
const others = catalogue.filter(({ role }) => role !== 'client');

function definition(type: string): AnyComponent {
  const found = definitionOf(type);
  if (found === undefined) throw new Error(`no type ${type}`);
  return found;
}

/** What share of the settings is written: some designs have hardly any, some nearly all. */
const densities = [0, 0.05, 0.15, 0.4];

/** What is slow on purpose, and more than one machine can do for a hundred requests a second. */
const lighter: Values = {
  ...{ passwordHash: '5 ms', inputTokens: 10, outputTokens: 2, scan: '10 MB', tasks: 3, task: '5 ms', hops: 2 },
};

/** A gateway that is busy with heartbeats alone never comes to anything else. */
const calm: Values = { heartbeat: '30 s', heartbeatWork: '0.02 ms' };

/** Thousands of instances would be no faster to break. */
const MOST_REPLICAS = 6;

function componentsOf(dice: RandomStream): Sketch['components'] {
  const density = pick(densities, dice);
  const types = [
    dice.chance(0.7) ? 'client' : pick(clients, dice).type,
    ...(dice.chance(0.15) ? [pick(clients, dice).type] : []),
    ...Array.from({ length: 2 + dice.integer(6) }, () => (dice.chance(0.25) ? 'service' : pick(others, dice).type)),
  ];
  // What is put into a queue somebody has to take out.
  if (types.some(isQueue)) types.push('worker');
  const isPlaced = dice.chance(0.5);
  return types.map((type, i) => {
    const { config, replicaField, starter } = definition(type);
    const fields = fieldsOf(config).filter(({ name }) => name !== 'zone');
    const light = Object.fromEntries(Object.entries(lighter).filter(([name]) => name in config.shape));
    const least = { ...starter, ...light };
    const values = { ...least, ...randomValues(fields, dice, density), ...('heartbeat' in config.shape ? calm : {}) };
    if (replicaField !== undefined && Number(values[replicaField]) > MOST_REPLICAS)
      values[replicaField] = MOST_REPLICAS;
    const zone = ZONES.filter(() => dice.chance(0.5));
    return {
      ...(config.safeParse(values).success ? values : least),
      ...(isPlaced && zone.length > 0 && 'zone' in config.shape ? { zone } : {}),
      id: `c${i}`,
      type,
    };
  });
}

const ends = new Set(['from', 'to']);
/** What nobody takes out of a queue is there for ever. */
const selective = new Set([...ends, 'for']);

const isQueue = (type: string) => definition(type).role === 'queue';

/** Who stands earlier may call who stands later; everybody is called by somebody if anybody may, and every queue is read. */
function connectionsOf(components: Sketch['components'], dice: RandomStream): Sketch['connections'] {
  const density = pick(densities, dice);
  return components.flatMap(({ id: to, type }, i) => {
    const mayCall = (from: string) => wiring(definition(from), definition(type)) === undefined;
    const callers = components.slice(0, i).filter((from) => mayCall(from.type));
    return callers.flatMap((from, at) => {
      const isReader = type === 'worker' && isQueue(from.type);
      if (at < callers.length - 1 && !isReader && !dice.chance(0.35)) return [];
      const left = isQueue(from.type) ? selective : ends;
      const fields = connectionFields.filter(({ name }) => !left.has(name));
      const values = randomValues(fields, dice, density);
      const network = values['network'] as Values | undefined;
      // What gets lost again and again waits for hours.
      if (Number(network?.['loss']) > 0.2) delete network?.['loss'];
      return [{ ...values, from: from.id, to }];
    });
  });
}

const arrivals = [
  { poisson: { rate: 100 } },
  { constant: { rate: 100 } },
  { closed: { users: 10, think: { exponential: { mean: '90 ms' } } } },
  { poisson: { rate: 30 }, batch: 3 },
  { mmpp: { rate: 50, stay: '2 s', burstRate: 300, burstStay: '500 ms' } },
  { crowd: { users: 20, each: 5, every: '1 s' } },
];

/** The names by which a fault finds what it strikes. */
function targetOf(named: ReadonlySet<string>, dice: RandomStream): readonly string[] {
  if (named.has('component') && named.has('zone')) return [pick(['component', 'zone'], dice)];
  if (named.has('from') && named.has('fromZone')) return pick([['from', 'to'], ['fromZone']], dice);
  return ['component', 'from', 'to', 'request', 'zone', 'client'].filter((name) => named.has(name));
}

function faultsOf({ components, connections }: Pick<Sketch, 'components' | 'connections'>, dice: RandomStream) {
  const faults = Array.from({ length: pick([0, 1, 3, 6], dice) }, () => {
    const { kind, config, always, end } = pick(faultCatalogue, dice);
    const { from, to } = connections.length > 0 ? pick(connections, dice) : { from: 'c0', to: 'c0' };
    const struck = { component: pick(components.slice(1), dice).id, from, to, request: 'look', client: 'c0' };
    const places = { zone: pick(ZONES, dice), fromZone: pick(ZONES, dice) };
    const values = randomValues(fieldsOf(config), dice, 0.4);
    for (const name of targetOf(new Set(Object.keys(config.shape)), dice))
      values[name] = { ...struck, ...places }[name as keyof typeof struck];
    const at = always === true ? {} : { at: pick([0.5, 1.5, 1.55, 2.25], dice) };
    const lasts = always === true || end === undefined ? {} : { for: pick([0.1, 0.5, 1], dice) };
    return { ...at, ...lasts, [kind]: values };
  });
  // Lifetimes can be written once for each thing.
  const texts = faults.map((fault) => JSON.stringify(fault));
  return faults.filter((_, i) => texts.indexOf(texts[i] as string) === i);
}

function requestsOf(suffix: string, dice: RandomStream): object {
  const keys = { count: 100, zipf: 1 };
  const change = { share: 0.4, priority: 0, kind: 'write', keys, idempotent: dice.chance(0.5) };
  return {
    [`look${suffix}`]: { share: 0.6, priority: 1, keys },
    [`change${suffix}`]: { ...change, payload: pick(['1 KB', '100 KB'], dice) },
  };
}

/** Seconds that requests come for. */
const DURATION = 4;

function drawn(dice: RandomStream): Sketch {
  const components = componentsOf(dice);
  const connections = connectionsOf(components, dice);
  const streams = components
    .filter(({ type }) => definition(type).role === 'client')
    .map(({ id }) => ({
      client: id,
      arrivals: pick(arrivals, dice),
      requests: requestsOf(id === 'c0' ? '' : id, dice),
    }));
  const places = {
    zones: { 'zone-a': { region: 'r1' }, 'zone-b': { region: 'r1' }, 'zone-c': { region: 'r2' } },
    regions: { r1: { rtt: { r2: '20 ms' } }, r2: {} },
  };
  return {
    components,
    connections,
    ...(dice.chance(0.5) ? places : {}),
    workload: { streams },
    faults: faultsOf({ components, connections }, dice),
    run: { duration: DURATION, warmup: 0.5, seed: dice.integer(1e6) },
  };
}

/** Takes out what an error is about; false where nothing can be taken out that would help. */
function takesOut(sketch: Sketch, [list, index, field]: readonly (string | number)[]): boolean {
  const at = Number(index);
  if (list === 'faults') return sketch.faults?.splice(at, 1).length === 1;
  if (list !== 'connections' && list !== 'components') return false;
  const item: Values | undefined = sketch[list][at];
  if (typeof field === 'string' && !['id', 'type', 'from', 'to'].includes(field) && item?.[field] !== undefined)
    return delete item[field];
  return list === 'connections' && sketch.connections.splice(at, 1).length === 1;
}

const MOST_REPAIRS = 40;

/** The design of a number; undefined where what was drawn cannot be one. */
export function randomDesign(seed: number): Sketch | undefined {
  const sketch = drawn(streamFor(seed, 0, 'swarm', 'design'));
  for (let repairs = 0; repairs < MOST_REPAIRS; repairs++) {
    const { findings } = compile(topologyOf(sketch));
    if (!hasErrors(findings)) return sketch;
    const error = findings.find(({ severity }) => severity === 'error');
    if (error === undefined || !takesOut(sketch, error.path)) return undefined;
  }
  return undefined;
}
