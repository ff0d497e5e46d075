import { type Dimension, dimensions, formatQuantity, readQuantity } from '../../simulator/index.ts';
import { connectionKey, type DesignDocument, getIn, setIn } from '../design/index.ts';
import { didYouMean } from '../names/index.ts';

/** What is varied, and through which values. */
export interface Vary {
  /** `rate`, or a field of a component or connection: `api.replicas`, `api->db.timeout`. */
  readonly path: string;
  readonly unit: Dimension;
  /** In base units, rising or falling as written. */
  readonly values: readonly number[];
}

export type Reading<T> = { readonly value: T } | { readonly problem: string };

const FORM = 'PATH=FROM..TO, then :STEPS, :log or both, such as api.replicas=1..8 or rate=100/s..2k/s:6';
const USUAL_STEPS = 5;
const MOST_STEPS = 100;
/** Whole numbers so close to each other are all tried. */
const FEW = 10;

/** Units that a text may be in; a bare number is a count, which every field of numbers takes. */
const UNITS = ['count', 'time', 'rate', 'bytes', 'fraction', 'bandwidth'] as const satisfies readonly Dimension[];

/** Reads `PATH=FROM..TO[:STEPS][:log]`. */
export function readVary(text: string): Reading<Vary> {
  const match = /^(?<path>[^=]+)=(?<from>.+?)\.\.(?<to>[^:]+)(?<rest>(?::[^:]+)*)$/.exec(text.trim());
  const { path = '', from = '', to = '', rest = '' } = match?.groups ?? {};
  const unit = UNITS.find((of) => readQuantity(from, of).ok && readQuantity(to, of).ok);
  if (match === null || unit === undefined) return { problem: `${text}: expected ${FORM}` };
  const [first, last] = [from, to].map((end) => {
    const reading = readQuantity(end, unit);
    return reading.ok ? reading.value : 0;
  }) as [number, number];
  if (first === last) return { problem: `${text}: the two ends are the same` };
  const options = rest.split(':').filter((option) => option !== '');
  const isLog = options.includes('log');
  const [steps, ...more] = options.filter((option) => option !== 'log');
  const count = steps === undefined ? usualSteps(unit, first, last) : Number(steps);
  if (more.length > 0 || !Number.isInteger(count) || count < 2 || count > MOST_STEPS) {
    return { problem: `${text}: expected from 2 to ${MOST_STEPS} steps, as in ${FORM}` };
  }
  if (isLog && !(first > 0 && last > 0)) return { problem: `${text}: a logarithmic scale begins above zero` };
  const isWhole =
    unit === 'count' && Number.isInteger(first) && Number.isInteger(last) && Math.abs(last - first) >= count - 1;
  const values = Array.from({ length: count }, (_, i) => {
    const share = i / (count - 1);
    const value = isLog ? first * (last / first) ** share : first + (last - first) * share;
    return isWhole ? Math.round(value) : Number(value.toPrecision(4));
  });
  return { value: { path: path.trim(), unit, values: [...new Set(values)] } };
}

function usualSteps(unit: Dimension, first: number, last: number): number {
  const range = Math.abs(last - first);
  return unit === 'count' && Number.isInteger(first) && Number.isInteger(last) && range < FEW ? range + 1 : USUAL_STEPS;
}

/** How a file writes a value: a bare number is in base units, but of bytes, where it could be a number of entries. */
export function written(value: number, unit: Dimension): number | string {
  return unit === 'bytes' ? `${value} ${dimensions.bytes.base}` : value;
}

export function shownValue(value: number, unit: Dimension): string {
  return formatQuantity(value, unit);
}

/** The design with one field set; the total rate is no field and is left to the caller. */
export function varied(document: DesignDocument, { path, unit }: Vary, value: number): Reading<DesignDocument> {
  if (path === 'rate') return { value: document };
  const [subject = '', ...field] = path.split('.');
  if (field.length === 0) return { problem: `${path}: expected "rate" or a field, such as ${subject}.replicas` };
  const component = document.components.findIndex(({ id }) => id === subject);
  const connection = document.connections.findIndex((of) => connectionKey(of) === subject);
  if (component < 0 && connection < 0) {
    const known = [...document.components.map(({ id }) => id), ...document.connections.map(connectionKey), 'rate'];
    return { problem: `${path}: there is no component or connection "${subject}".${didYouMean(subject, known)}` };
  }
  const at = component >= 0 ? ['components', component, ...field] : ['connections', connection, ...field];
  // A group that is not there has no other fields, and what that means nobody has said.
  if (field.length > 1 && getIn(document, at.slice(0, -1)) === undefined) {
    return {
      problem: `${path}: the design does not write ${field.slice(0, -1).join('.')}, so nothing of it can be varied`,
    };
  }
  return { value: setIn(document, at, written(value, unit)) };
}
