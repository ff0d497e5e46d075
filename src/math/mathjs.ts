import {
  absDependencies,
  addDependencies,
  ceilDependencies,
  create,
  createUnitDependencies,
  divideDependencies,
  expDependencies,
  type FactoryFunctionMap,
  floorDependencies,
  log2Dependencies,
  log10Dependencies,
  logDependencies,
  type MathJsInstance,
  maxDependencies,
  minDependencies,
  multiplyDependencies,
  parseDependencies,
  powDependencies,
  roundDependencies,
  sqrtDependencies,
  subtractDependencies,
  toDependencies,
  unaryMinusDependencies,
  unaryPlusDependencies,
  unitDependencies,
} from 'mathjs';

/** An instance of mathjs that holds only what estimates need, with the units of capacity planning. */

/** Functions that an expression may call; the factories below give exactly these. */
export const functionNames = [
  'abs',
  'ceil',
  'exp',
  'floor',
  'log',
  'log10',
  'log2',
  'max',
  'min',
  'round',
  'sqrt',
] as const;

const factories: Record<string, FactoryFunctionMap | undefined> = {
  absDependencies,
  addDependencies,
  ceilDependencies,
  createUnitDependencies,
  divideDependencies,
  expDependencies,
  floorDependencies,
  log2Dependencies,
  log10Dependencies,
  logDependencies,
  maxDependencies,
  minDependencies,
  multiplyDependencies,
  parseDependencies,
  powDependencies,
  roundDependencies,
  sqrtDependencies,
  subtractDependencies,
  toDependencies,
  unaryMinusDependencies,
  unaryPlusDependencies,
  unitDependencies,
};

/** What is counted. Each is a base unit, so that 5 users and 5 requests are not 10 of anything. */
const counted: Readonly<Record<string, readonly string[]>> = {
  req: ['reqs', 'request', 'requests', 'call', 'calls', 'query', 'queries', 'redirect', 'redirects'],
  user: ['users', 'visitor', 'visitors', 'client', 'clients', 'person', 'people'],
  item: [
    'items',
    'link',
    'links',
    'url',
    'urls',
    'record',
    'records',
    'row',
    'rows',
    'key',
    'keys',
    'entry',
    'entries',
  ],
  msg: ['msgs', 'message', 'messages', 'event', 'events', 'click', 'clicks'],
  server: ['servers', 'node', 'nodes', 'instance', 'instances', 'replica', 'replicas', 'core', 'cores'],
};

/** Units made from others. A month is 730 hours, as in cloud price lists, and a year is twelve of them. */
const derived: Readonly<Record<string, string>> = {
  month: '730 hour',
  year: '8760 hour',
  d: '24 hour',
  KB: '1000 byte',
  kbit: '1000 bit',
  Kbit: '1000 bit',
  Mbit: '1000000 bit',
  Gbit: '1000000000 bit',
  Tbit: '1000000000000 bit',
  kbps: '1000 bit/second',
  Mbps: '1000000 bit/second',
  Gbps: '1000000000 bit/second',
  rps: '1 req/second',
  qps: '1 req/second',
  krps: '1000 req/second',
};

/** Units of mathjs itself that an estimate may use; the rest of its hundreds would only turn slips into nonsense. */
const builtIn = [
  ...['ns', 'us', 'ms', 's', 'sec', 'secs', 'second', 'seconds', 'min', 'mins', 'minute', 'minutes'],
  ...['h', 'hr', 'hrs', 'hour', 'hours', 'day', 'days', 'week', 'weeks'],
  ...['b', 'bit', 'bits', 'kb', 'Mb', 'Gb', 'B', 'byte', 'bytes'],
  ...['kB', 'MB', 'GB', 'TB', 'PB', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'],
];

function made(): MathJsInstance {
  // `*Dependencies` are typed as possibly absent under noUncheckedIndexedAccess; they are all there.
  const math = create(factories as FactoryFunctionMap);
  // A link is a length to mathjs, and here something one clicks on.
  for (const [name, aliases] of Object.entries(counted))
    math.createUnit(name, { aliases: [...aliases] }, { override: true });
  math.createUnit('USD', { aliases: ['usd', 'dollar', 'dollars'] });
  for (const [name, definition] of Object.entries(derived)) {
    const plural = name === 'month' || name === 'year' ? [`${name}s`] : [];
    math.createUnit(name, { definition, aliases: plural }, { override: true });
  }
  return math;
}

export const math = made();

export const unitNames: ReadonlySet<string> = new Set([
  ...builtIn,
  ...Object.entries(counted).flatMap(([name, aliases]) => [name, ...aliases]),
  ...['USD', 'usd', 'dollar', 'dollars'],
  ...Object.keys(derived),
  ...['months', 'years'],
]);

/** Base dimensions in the order in which mathjs keeps them: its own nine first, then ours as they were made. */
export const dimensionOrder = [
  'mass',
  'length',
  's',
  'current',
  'temperature',
  'luminous',
  'amount',
  'angle',
  'bit',
  ...Object.keys(counted),
  'USD',
] as const;

/** The counted things, whose units a comparison of estimates forgives. */
export const countedNames: ReadonlySet<string> = new Set(Object.keys(counted));
