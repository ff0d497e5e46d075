import { doubled, doubledReplicas, faster } from '../change.ts';
import type { Model } from '../model.ts';
import type { ResultFinding, RunResult } from '../result.ts';
import { lagOf, type Symptom } from './symptom.ts';

/** Share of the time in which the partitions of a log are read, from which on they are what keeps its readers back. */
const READ_ALL_THE_TIME = 0.8;

/** Of a log whose partitions are always being read: how many records a second that makes at most. */
function partitionsFull(model: Model, result: RunResult, component: string): string {
  const of = model.components.find(({ spec }) => spec.id === component);
  const partitions = of?.definition.readInLines?.(of.spec as never);
  if (partitions === undefined) return '';
  const slow = Object.values(result.connections).filter(
    ({ from, attempts, latency }) =>
      from === component && latency.count > 0 && attempts * latency.mean >= READ_ALL_THE_TIME * partitions,
  );
  return slow
    .map(({ to, latency: { mean } }) => {
      const most = Number((partitions / mean).toPrecision(3));
      return ` Its ${partitions} partitions are read one record after the other, each of which takes ${to} ${Number((mean * 1000).toPrecision(3))} ms: ${most} a second at most.`;
    })
    .join('');
}

function observe(model: Model, result: RunResult): ResultFinding[] {
  return Object.entries(result.components).flatMap(([component, { lag, arrivalRate, throughput }]): ResultFinding[] => {
    // A backlog of seconds of work at the end is one that grew.
    if (lag === undefined || lag.backlog < Math.max(100, arrivalRate * 2)) return [];
    return [
      {
        code: 'backlog',
        severity: 'warning',
        component,
        says: `${component}: ${Math.round(lag.backlog)} messages still wait at the end: more came than were dealt with.${partitionsFull(model, result, component)}`,
        evidence: { backlog: lag.backlog, arrivalRate, throughput },
      },
    ];
  });
}

/**
 * Messages that pile up: those who take them are too few, read a partition each and have none left, or wait for somebody else. Who
 * publishes notices nothing of it, so that changes are judged by how long messages are under way.
 */
export const backlogs: Symptom = {
  codes: ['backlog'],
  observe,
  remedies: ({ component = '' }, model) => {
    const of = model.components.find(({ spec }) => spec.id === component);
    const partitions = Number(of?.spec['partitions']);
    return [
      ...model.connections
        .filter(({ spec }) => spec.from === component)
        .map(({ to, spec }) => doubledReplicas(model.components[to]) ?? faster(spec.to, 2)),
      ...(of !== undefined && partitions > 0 ? [doubled(of, { name: 'partitions', servers: partitions })] : []),
    ];
  },
  figure: ({ component = '' }) => lagOf(component),
};
