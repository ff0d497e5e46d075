import { arrivalsSchema, type Field, fieldsOf, readQuantity } from '../../simulator/index.ts';
import type { RawStream } from '../../src/index.ts';

/** Arrival processes as a design writes them. */

export const processes = [
  { value: 'poisson', title: 'Poisson', description: 'Many people, each on their own: gaps vary as chance has it.' },
  { value: 'constant', title: 'Constant', description: 'A machine that sends in even steps.' },
  { value: 'renewal', title: 'Renewal', description: 'Gaps drawn from a distribution of your own.' },
  { value: 'closed', title: 'Closed', description: 'So many users, each waiting for an answer before asking again.' },
] as const;
export type Process = (typeof processes)[number]['value'];

export function processOf(arrivals: RawStream['arrivals']): Process {
  return processes.find(({ value }) => arrivals[value] !== undefined)?.value ?? 'poisson';
}

/** The fields under a process's name. */
export function fieldsOfProcess(process: Process): readonly Field[] {
  for (const { shape } of arrivalsSchema.options) {
    for (const [name, schema] of Object.entries(shape)) {
      if (name === process) return fieldsOf(schema);
    }
  }
  return [];
}

/** The parameters under the process's name. */
export function parametersOf(arrivals: RawStream['arrivals']): Readonly<Record<string, unknown>> {
  const parameters = arrivals[processOf(arrivals)];
  return typeof parameters === 'object' && parameters !== null ? (parameters as Record<string, unknown>) : {};
}

/** The same load by another process, as far as it has one: a rate stays a rate. */
export function withProcess(arrivals: RawStream['arrivals'], process: Process): RawStream['arrivals'] {
  const rate = parametersOf(arrivals)['rate'] ?? '100/s';
  const reading = readQuantity(rate, 'rate');
  const gap = reading.ok && reading.value > 0 ? 1 / reading.value : 0.01;
  switch (process) {
    case 'poisson':
      return { poisson: { rate } };
    case 'constant':
      return { constant: { rate } };
    case 'renewal':
      return { renewal: { interarrival: { exponential: { mean: `${Number((gap * 1000).toPrecision(6))} ms` } } } };
    case 'closed':
      return { closed: { users: 100, think: '1 s' } };
  }
}
