import { arrivalCatalogue, type Field, fieldsOf, readQuantity } from '../../simulator/index.ts';
import type { RawStream } from '../../src/index.ts';

/** Arrival processes as a design writes them. */

export const processes = arrivalCatalogue.map(({ name, title, description }) => ({ value: name, title, description }));

export function processOf(arrivals: RawStream['arrivals']): string {
  return processes.find(({ value }) => arrivals[value] !== undefined)?.value ?? 'poisson';
}

/** The fields under a process's name. */
export function fieldsOfProcess(process: string): readonly Field[] {
  const definition = arrivalCatalogue.find(({ name }) => name === process);
  return definition === undefined ? [] : fieldsOf(definition.config);
}

/** Whether requests come whatever the answers are, and so may come in batches. */
export function isOpen(process: string): boolean {
  return arrivalCatalogue.find(({ name }) => name === process)?.pace !== undefined;
}

/** What a process has besides its fields: the list of a longer form, which is written in the file and only told of here. */
export function listedIn(arrivals: RawStream['arrivals']): string | undefined {
  const name = processOf(arrivals);
  const lists = Object.entries(parametersOf(arrivals)).filter(([, value]) => Array.isArray(value));
  const [list] = lists;
  if (list === undefined) return undefined;
  const [key, items] = list as [string, readonly unknown[]];
  return `${items.length} ${key}, written in the design’s file under arrivals, ${name}.`;
}

/** The parameters under the process's name. */
export function parametersOf(arrivals: RawStream['arrivals']): Readonly<Record<string, unknown>> {
  const parameters = arrivals[processOf(arrivals)];
  return typeof parameters === 'object' && parameters !== null ? (parameters as Record<string, unknown>) : {};
}

/** The same load by another process, as far as it has one: a rate stays a rate. */
export function withProcess(arrivals: RawStream['arrivals'], process: string): RawStream['arrivals'] {
  const definition = arrivalCatalogue.find(({ name }) => name === process);
  if (definition === undefined) return arrivals;
  const written = (parametersOf(arrivals)['rate'] ?? '100/s') as number | string;
  const reading = readQuantity(written, 'rate');
  return { [process]: definition.starter(reading.ok && reading.value > 0 ? reading.value : 100, written) };
}
