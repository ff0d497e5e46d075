/**
 * Quantities: a number is in base units (seconds, per second, bytes, USD per month, fraction); a text carries its unit
 * and is read once, at the border. Inside the simulator there are only numbers in base units.
 */
export type Dimension = 'time' | 'rate' | 'bytes' | 'bandwidth' | 'fraction' | 'count' | 'money';

/** Hours in a month of 365/12 days: the convention of cloud price lists. */
export const HOURS_PER_MONTH = 730;
export const SECONDS_PER_MONTH = HOURS_PER_MONTH * 3600;

interface DimensionInfo {
  /** How the dimension is called in a sentence. */
  readonly noun: string;
  /** Two or three ways to write one, for messages and forms. */
  readonly examples: readonly string[];
  /** The unit of a bare number. */
  readonly base: string;
}

export const dimensions: Readonly<Record<Dimension, DimensionInfo>> = {
  time: { noun: 'a time', examples: ['5 ms', '2 s', '10 min'], base: 's' },
  rate: { noun: 'a rate', examples: ['8000/s', '20k/s', '50M/day'], base: '/s' },
  bytes: { noun: 'a size', examples: ['1.5 KB', '2 GiB'], base: 'B' },
  bandwidth: { noun: 'a bandwidth', examples: ['1 Gbit/s', '100 MB/s'], base: 'B/s' },
  fraction: { noun: 'a fraction', examples: ['0.25', '99.9 %'], base: '' },
  count: { noun: 'a number', examples: ['4', '50k', '10M'], base: '' },
  money: { noun: 'an amount per month', examples: ['$120', '4000 USD/month'], base: 'USD/month' },
};

const PREFIX: Readonly<Record<string, number>> = { k: 1e3, K: 1e3, M: 1e6, G: 1e9, B: 1e9, T: 1e12 };

const TIME: Readonly<Record<string, number>> = {
  ns: 1e-9,
  us: 1e-6,
  µs: 1e-6,
  μs: 1e-6,
  ms: 1e-3,
  s: 1,
  sec: 1,
  second: 1,
  min: 60,
  minute: 60,
  h: 3600,
  hour: 3600,
  day: 86_400,
  d: 86_400,
  week: 604_800,
  month: SECONDS_PER_MONTH,
  year: 31_536_000,
};

const BYTES: Readonly<Record<string, number>> = {
  B: 1,
  byte: 1,
  kB: 1e3,
  KB: 1e3,
  MB: 1e6,
  GB: 1e9,
  TB: 1e12,
  PB: 1e15,
  KiB: 1024,
  MiB: 1_048_576,
  GiB: 1_073_741_824,
  TiB: 1_099_511_627_776,
};

const BITS: Readonly<Record<string, number>> = {
  bit: 0.125,
  kbit: 125,
  Kbit: 125,
  Mbit: 125e3,
  Gbit: 125e6,
  Tbit: 125e9,
};

/** `b` is looked up as an own property: a unit called `constructor` is no unit. */
function own(table: Readonly<Record<string, number>>, name: string): number | undefined {
  if (Object.hasOwn(table, name)) return table[name];
  const singular = name.endsWith('s') && name.length > 2 ? name.slice(0, -1) : '';
  return singular !== '' && Object.hasOwn(table, singular) ? table[singular] : undefined;
}

/** The factor of a unit to base units, or undefined where the unit is not of this dimension. */
function unitFactor(unit: string, dimension: Dimension): number | undefined {
  switch (dimension) {
    case 'time':
      return own(TIME, unit);
    case 'bytes':
      return own(BYTES, unit);
    case 'fraction':
      return unit === '%' ? 0.01 : unit === '' ? 1 : undefined;
    case 'count': {
      if (unit === '') return 1;
      return (
        own(PREFIX, unit.split(/\s+/)[0] ?? '') ?? (/^(entries|requests|users|keys|items)$/.test(unit) ? 1 : undefined)
      );
    }
    case 'money': {
      const amount = unit.replace(/\s*\/\s*(month|mo)$/, '').trim();
      if (amount === '' || amount === 'USD' || amount === '$') return 1;
      return amount === 'k' ? 1e3 : undefined;
    }
    case 'rate': {
      const [head = '', per, ...rest] = unit.split('/').map((part) => part.trim());
      if (rest.length > 0) return undefined;
      if (per === undefined) return head === 'rps' || head === 'qps' ? 1 : head === 'krps' ? 1e3 : undefined;
      const words = head.replace(/\b(requests?|reqs?|calls?|users?|messages?|msgs?|tokens?)$/, '').trim();
      const scale = words === '' ? 1 : own(PREFIX, words);
      const time = own(TIME, per);
      return scale === undefined || time === undefined ? undefined : scale / time;
    }
    case 'bandwidth': {
      if (unit === 'Gbps' || unit === 'Mbps' || unit === 'kbps') return own(BITS, unit.replace('bps', 'bit'));
      const [head = '', per, ...rest] = unit.split('/').map((part) => part.trim());
      const size = own(BITS, head) ?? own(BYTES, head);
      const time = per === undefined || rest.length > 0 ? undefined : own(TIME, per);
      return size === undefined || time === undefined ? undefined : size / time;
    }
  }
}

/** A quantity was read, or it was not and `expected` says what would have been. */
export type QuantityReading = { ok: true; value: number } | { ok: false; expected: string };

/** Longer texts are refused unread: no unit needs them. */
const LONGEST = 64;
/** Commas stand between groups of three digits only: "1,5 s" is a mistake for 1.5 s and not 15 s. */
const SHAPE = /^\$?\s*([+-]?(?:(?:\d{1,3}(?:,\d{3})+|\d[\d_]*)(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?)(?![\d,])\s*(.*)$/s;

/** Reads a number in base units, or a text with its unit, as the dimension asks. Never throws. */
export function readQuantity(input: unknown, dimension: Dimension): QuantityReading {
  const info = dimensions[dimension];
  const expected = `${info.noun}, such as ${info.examples.map((example) => `"${example}"`).join(' or ')}`;
  if (typeof input === 'number') return Number.isFinite(input) ? { ok: true, value: input } : { ok: false, expected };
  if (typeof input !== 'string' || input.length > LONGEST) return { ok: false, expected };
  const match = SHAPE.exec(input.trim());
  if (match === null) return { ok: false, expected };
  const [, digits = '', unit = ''] = match;
  if (input.trim().startsWith('$') && dimension !== 'money') return { ok: false, expected };
  const number = Number(digits.replace(/[_,]/g, ''));
  // A text without a unit is a bare number only where the base unit has no name.
  const bare = unit === '' && (dimension === 'fraction' || dimension === 'count' || dimension === 'money');
  const factor = bare ? 1 : unitFactor(unit.trim(), dimension);
  if (factor === undefined || !Number.isFinite(number)) return { ok: false, expected };
  const value = scaledDecimal(digits.replace(/[_,]/g, ''), number, factor);
  return Number.isFinite(value) ? { ok: true, value } : { ok: false, expected };
}

/**
 * A written number times a factor. Times a power of ten it is the double nearest to what was written: 99.9 % is 0.999 and
 * not 99.9 / 100 = 0.9990000000000001.
 */
function scaledDecimal(digits: string, number: number, factor: number): number {
  const exponent = POWERS_OF_TEN.get(factor);
  if (exponent === undefined) return number * factor;
  const [mantissa = '', written = '0'] = digits.toLowerCase().split('e');
  return Number(`${mantissa}e${Number(written) + exponent}`);
}

/** Of the factors that units have. */
const POWERS_OF_TEN = new Map([-9, -6, -3, -2, 0, 3, 6, 9, 12].map((exponent) => [Number(`1e${exponent}`), exponent]));

function trimmed(value: number, digits = 3): string {
  return String(Number(value.toPrecision(digits)));
}

function scaled(value: number, steps: readonly (readonly [number, string])[], digits: number): string {
  for (const [size, unit] of steps) {
    if (Math.abs(value) >= size * 0.9995) return `${trimmed(value / size, digits)}${unit}`;
  }
  const [size, unit] = steps[steps.length - 1] ?? [1, ''];
  return `${trimmed(value / size, digits)}${unit}`;
}

const TIME_STEPS = [
  [86_400, ' day'],
  [3600, ' h'],
  [60, ' min'],
  [1, ' s'],
  [1e-3, ' ms'],
  [1e-6, ' µs'],
  [1e-9, ' ns'],
] as const;
const BYTE_STEPS = [
  [1e12, ' TB'],
  [1e9, ' GB'],
  [1e6, ' MB'],
  [1e3, ' KB'],
  [1, ' B'],
] as const;
const COUNT_STEPS = [
  [1e9, 'B'],
  [1e6, 'M'],
  [1e3, 'k'],
  [1, ''],
] as const;

/** A quantity for people: three significant digits and the unit that suits its size (`"12.4 ms"`, `"20.8k/s"`, `"99.95 %"`). */
export function formatQuantity(value: number, dimension: Dimension, digits = 3): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? '–' : value > 0 ? '∞' : '-∞';
  switch (dimension) {
    case 'time':
      // Between one and two minutes people think in seconds.
      if (value === 0) return '0 s';
      return Math.abs(value) < 120 && Math.abs(value) >= 60
        ? `${trimmed(value, digits)} s`
        : scaled(value, TIME_STEPS, digits);
    case 'rate':
      return `${scaled(value, COUNT_STEPS, digits)}/s`;
    case 'bytes':
      return scaled(value, BYTE_STEPS, digits);
    case 'bandwidth':
      return `${scaled(value, BYTE_STEPS, digits)}/s`;
    case 'fraction': {
      const percent = value * 100;
      // 99.95 % and 99.995 % differ by a factor of ten in failures: near one, keep the digits of the complement.
      const near = percent > 99 && percent < 100;
      return `${near ? trimmed(percent, 5) : trimmed(percent, digits)} %`;
    }
    case 'count':
      return scaled(value, COUNT_STEPS, digits);
    case 'money':
      return `$${Math.round(value).toLocaleString('en-US')}`;
  }
}
