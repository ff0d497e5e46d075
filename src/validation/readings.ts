import type {
  ComponentResult,
  ConnectionResult,
  RequestResult,
  ResourceResult,
  RunResult,
} from '../../simulator/index.ts';
import type { ReadRow } from './case.ts';

/** What rows read from a result. A name that is not in it is a mistake in the case and throws. */

function found<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new Error(`The result has no ${what}.`);
  return value;
}

/** All requests together, or those of one kind. */
export function requestsOf({ requests }: RunResult, kind = '*'): RequestResult {
  return found(requests[kind], `request ${kind}`);
}

export function component({ components }: RunResult, id = 'station'): ComponentResult {
  return found(components[id], `component ${id}`);
}

export function resource(result: RunResult, id = 'station', name = 'cores'): ResourceResult {
  return found(component(result, id).resources[name], `resource ${name} of ${id}`);
}

export function connection({ connections }: RunResult, key: string): ConnectionResult {
  return found(connections[key], `connection ${key}`);
}

type Reading = Pick<ReadRow, 'of'>;

/** Mean response time of successful requests, at the client. */
export const meanResponse: Reading = { of: (result) => requestsOf(result).latency.mean };

/** Mean time in the line of one station, of all that came. */
export const meanWait: Reading = { of: (result) => component(result).wait.mean };

/** Share of requests that wait at all. */
export const waits: Reading = { of: (result) => component(result).wait.probability };

type Percentile = 'p50' | 'p90' | 'p95' | 'p99' | 'p999';

export function response(percentile: Percentile): Reading & { readonly isPercentile: true } {
  return { of: (result) => requestsOf(result).latency[percentile], isPercentile: true };
}

export function wait(percentile: 'p50' | 'p99'): Reading & { readonly isPercentile: true } {
  return { of: (result) => component(result).wait[percentile], isPercentile: true };
}

export function numberAt(id = 'station'): Reading {
  return { of: (result) => component(result, id).inSystem.mean };
}

export const goodput: Reading = { of: (result) => requestsOf(result).goodput };

/** Share of requests that fail for a reason, such as `rejected`. */
export function failed(reason: string): Reading {
  return { of: (result) => requestsOf(result).errors[reason] ?? 0 };
}
