import { definitionOf } from '../../../simulator/index.ts';
import type { FunctionalRequirement, Scenario } from '../../scenario/index.ts';
import type { Measurement } from '../measurement.ts';
import type { DesignRun } from '../state.ts';
import { credit, type Evidence, type Item, type Judge } from './item.ts';
import { metricOf } from './metrics.ts';

/** Where data can stay: an external service stands for a managed store. */
const durable = new Set(['store', 'external']);

function roleOf(measured: Measurement, id: string): string | undefined {
  return definitionOf(measured.components[id]?.type ?? '')?.role;
}

/** The shortest way from a client to a durable store along connections that carried calls, or undefined. */
export function pathToStore(measured: Measurement, client: string): readonly string[] | undefined {
  const carrying = Object.entries(measured.connections).filter(([, { attempts }]) => attempts > 0);
  const ways: (readonly string[])[] = [[client]];
  const seen = new Set([client]);
  for (let way = ways.shift(); way !== undefined; way = ways.shift()) {
    const here = way[way.length - 1] ?? '';
    if (durable.has(roleOf(measured, here) ?? '')) return way;
    for (const [key] of carrying) {
      const [from, to = ''] = key.split('->');
      if (from !== here || seen.has(to)) continue;
      seen.add(to);
      ways.push([...way, to]);
    }
  }
  return undefined;
}

type Streams = Scenario['workload']['streams'];

/** The client whose stream makes the request. */
function clientOf(streams: Streams, request: string): string {
  return streams.find(({ requests }) => Object.hasOwn(requests, request))?.client ?? '';
}

function completePath(
  { text, requests = [] }: FunctionalRequirement,
  streams: Streams,
  { measured, event }: DesignRun,
): Item[] {
  return requests.map((request) => {
    const way = pathToStore(measured, clientOf(streams, request));
    const result = measured.requests[request];
    const served = result !== undefined && result.offered > 0 ? result.goodput / result.offered : 0;
    const evidence: Evidence[] = (way ?? []).map((id) => ({ kind: 'node', id, text: `${id} is on the path` }));
    if (result !== undefined) {
      const path = ['measured', 'requests', request, 'goodput'];
      evidence.push(metricOf(event, path, result.goodput, `goodput of ${request}`, 'rate'));
    }
    return {
      id: `path-${request}`,
      title: `${text}: a path to the store that works`,
      weight: 3,
      // A path that answers every other request well is half a path.
      points: way === undefined ? 0 : credit(served >= 0.9, served >= 0.5),
      says:
        way === undefined
          ? `No path from the client to a durable store carries ${request}.`
          : `${way.join(' → ')}; ${Math.round(served * 100)} % of ${request} answered well.`,
      evidence,
    };
  });
}

function noIdleParts({ measured, event }: DesignRun): Item {
  const parts = Object.entries(measured.components).filter(([id]) => roleOf(measured, id) !== 'client');
  const idle = parts.filter(([, { arrivalRate }]) => arrivalRate === 0).map(([id]) => id);
  return {
    id: 'no-idle-parts',
    title: 'Every component carries traffic',
    weight: 2,
    points: parts.length === 0 ? 0 : credit(idle.length === 0, idle.length === 1),
    says: idle.length === 0 ? `All ${parts.length} components carry traffic.` : `Without traffic: ${idle.join(', ')}.`,
    evidence: parts.map(([id, { arrivalRate }]) =>
      metricOf(event, ['measured', 'components', id, 'arrivalRate'], arrivalRate, `${id} receives`, 'rate'),
    ),
  };
}

/** Architecture: every must-have request has a working path to where data stays, and nothing stands about unused. */
export const architecture: Judge = ({ scenario, state }) => {
  const run = state.designRuns.at(-1);
  if (run === undefined) {
    return [
      { id: 'no-run', title: 'A measured design', weight: 1, points: 0, says: 'No design was measured.', evidence: [] },
    ];
  }
  const musts = scenario.requirements.functional.filter(({ priority }) => priority === 'must');
  const seen = new Set<string>();
  const paths = musts
    .flatMap((must) => completePath(must, scenario.workload.streams, run))
    // Two requirements that rest on one request are one path.
    .filter(({ id }) => !seen.has(id) && seen.add(id));
  return [...paths, noIdleParts(run)];
};
