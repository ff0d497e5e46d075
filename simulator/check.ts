import { definitionOf } from './catalogue.ts';
import { checkAnswered } from './checks/answered.ts';
import { checkCaches } from './checks/caches.ts';
import { checkChoices } from './checks/choices.ts';
import { checkConnections } from './checks/connections.ts';
import { checkCycles } from './checks/cycles.ts';
import { checkEffect } from './checks/effect.ts';
import { checkFailures } from './checks/failures.ts';
import { checkFaults } from './checks/faults.ts';
import type { Path } from './checks/known.ts';
import { checkLocks } from './checks/locks.ts';
import { checkPlaces } from './checks/places.ts';
import { checkKeys, checkPolicies } from './checks/policies.ts';
import { checkQueueing } from './checks/queueing.ts';
import { checkReadModels } from './checks/read-models.ts';
import { checkStock } from './checks/stock.ts';
import { checkTogether } from './checks/together.ts';
import { checkVisibility } from './checks/visibility.ts';
import { checkWisdom } from './checks/wisdom.ts';
import { checkWorkload } from './checks/workload.ts';
import type { AnyComponent } from './component.ts';
import type { Finding } from './finding.ts';
import type { ComponentSpec, Topology } from './topology.ts';

/** Most instances in one design: each is a station with queues and streams of its own. */
const MOST_INSTANCES = 5000;

/** What is wrong, or unwise, about a topology as a whole; single values have been checked where the file was read. */
export function checkTopology(topology: Topology): Finding[] {
  const findings: Finding[] = [];
  const error = (code: string, path: Path, what: string, why: string, todo: string): void => {
    findings.push({ code, severity: 'error', path, what, why, todo });
  };
  const warn = (code: string, path: Path, what: string, why: string, todo: string): void => {
    findings.push({ code, severity: 'warning', path, what, why, todo });
  };
  const components = new Map<string, { spec: ComponentSpec; definition: AnyComponent }>();
  let instances = 0;
  topology.components.forEach((spec, i) => {
    const definition = definitionOf(spec.type);
    if (components.has(spec.id)) {
      error(
        'duplicate-id',
        ['components', i, 'id'],
        `Two components have the id "${spec.id}".`,
        'Connections name components by their id.',
        'Give one of them another id.',
      );
    } else if (definition === undefined) {
      error(
        'unknown-type',
        ['components', i, 'type'],
        `There is no component type "${spec.type}".`,
        'The simulator knows how each type behaves.',
        'Use one of the types that `headroom list` names.',
      );
    } else {
      components.set(spec.id, { spec, definition });
      for (const { severity, path, what, why, todo } of definition.check?.(spec as never) ?? [])
        (severity === 'error' ? error : warn)(
          'values-clash',
          ['components', i, ...path],
          `Of "${spec.id}" ${what}`,
          why,
          todo,
        );
      instances += Math.max(definition.instances(spec as never), spec.autoscale?.max ?? 0);
    }
  });
  if (instances > MOST_INSTANCES) {
    error(
      'too-many-instances',
      ['components'],
      `The design has ${instances} instances.`,
      `A run holds at most ${MOST_INSTANCES}.`,
      'Use fewer replicas with more cores each.',
    );
  }
  checkFailures(topology, components, error);
  checkLocks(topology, components, warn);
  checkConnections(topology, components, error);
  if (findings.some((finding) => finding.severity === 'error')) return findings;
  const { duration, warmup = 0, seeds, replications, precision } = topology.run;
  if (seeds !== undefined && (precision !== undefined || (replications !== 1 && replications !== seeds.length))) {
    error(
      'seeds-and-count',
      ['run', 'seeds'],
      `The run has a list of ${seeds.length} seeds and ${precision === undefined ? `${replications} replications` : 'a precision'} besides.`,
      'Each seed of the list is one replication, no more and no fewer.',
      `Remove "seeds" or "${precision === undefined ? 'replications' : 'precision'}".`,
    );
  }
  if (warmup !== 'auto' && warmup >= duration) {
    error(
      'warmup-too-long',
      ['run', 'warmup'],
      `The warm-up of ${warmup} s leaves nothing of a run of ${duration} s.`,
      'Requests that arrive in the warm-up are not counted.',
      'Make the run longer or the warm-up shorter.',
    );
  }
  checkChoices(topology, error);
  checkPolicies(topology, components, error, warn);
  checkKeys(topology, components, warn);
  checkCycles(topology, components, error);
  checkCaches(topology, components, error, warn);
  checkWorkload(topology, components, error, warn);
  checkFaults(topology, components, error, warn);
  checkQueueing(topology, components, error, warn);
  checkTogether(topology, components, error, warn);
  if (findings.some((finding) => finding.severity === 'error')) return findings;
  checkPlaces(topology, components, warn);
  checkEffect(topology, components, warn);
  checkStock(topology, components, warn);
  checkReadModels(topology, components, warn);
  checkVisibility(topology, components, warn);
  checkWisdom(topology, components, warn);
  checkAnswered(topology, components, warn);
  return findings;
}
