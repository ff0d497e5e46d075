import { type ComponentResult, definitionOf } from '../../../simulator/index.ts';
import { bar, barColumns, utilizationTone } from './bar.ts';
import type { Style } from './paint.ts';
import { amount, errors, NONE, plusMinus, rate, servers, share, time } from './quantities.ts';
import { type Row, table } from './table.ts';

/** From here on a resource that is not the busiest is worth a word. */
const BUSY = 0.5;
/** A share of time that shows in a table. */
const NOTABLE_SHARE = 0.0005;

/** The table of components: how busy, limited by what, what waits there; peculiarities of a type on a line below. */
export function componentTable(components: Readonly<Record<string, ComponentResult>>, style: Style): string[] {
  const shown = Object.entries(components).filter(([, { type }]) => definitionOf(type)?.role !== 'client');
  return table(
    [
      { title: 'Components', flexible: true },
      { title: 'utilization' },
      { title: '', align: 'right' },
      { title: 'of' },
      { title: 'in', align: 'right' },
      { title: 'queue', align: 'right' },
      { title: 'p99 wait', align: 'right' },
      { title: 'errors', align: 'right' },
    ],
    shown.flatMap(([id, component]) => componentRows(id, component, barColumns(style.width))),
    style,
  );
}

function componentRows(id: string, component: ComponentResult, columns: number): Row[] {
  const { utilization, limiting, resources, instances, arrivalRate, queue, wait, errorRate, ci95 } = component;
  const resource = limiting === undefined ? undefined : resources[limiting];
  const tone = utilizationTone(utilization);
  const remarks = peculiarities(component);
  const intervals = [
    '',
    '',
    resource === undefined ? '' : plusMinus(ci95?.utilization, share),
    '',
    plusMinus(ci95?.arrivalRate, rate),
    queue.max === 0 || Object.keys(resources).length > 1
      ? ''
      : plusMinus(resource?.ci95?.queue, (half) => amount(Number(half.toFixed(2)))),
    '',
    errorRate === 0 ? '' : plusMinus(ci95?.errorRate, share),
  ];
  return [
    [
      { text: instances > 1 ? `${id} ×${instances}` : id, tone: 'strong' },
      resource === undefined
        ? { text: 'unlimited', tone: 'faint' }
        : { text: bar(utilization, columns, resource.wasted), tone },
      resource === undefined ? '' : { text: share(utilization), tone },
      resource === undefined || limiting === undefined ? '' : servers(resource.servers, limiting),
      rate(arrivalRate),
      queue.max === 0 ? NONE : amount(Number(queue.mean.toFixed(2))),
      wait.p99 === 0 ? NONE : time(wait.p99),
      errorRate > 0.001 ? { text: errors(errorRate), tone: 'bad' } : errors(errorRate),
    ],
    ...(intervals.every((text) => text === '') ? [] : [intervals.map((text) => ({ text, tone: 'faint' as const }))]),
    ...(remarks.length === 0 ? [] : [{ remarks }]),
  ];
}

/** What only some types or some runs have: a second busy resource, hit ratio, lag, dead letters, downtime, work for nobody. */
function peculiarities(component: ComponentResult): string[] {
  const {
    replicas,
    hitRatio,
    entries,
    lookups,
    failovers = 0,
    lag,
    deadLetters = 0,
    lost = 0,
    redeliveries = 0,
    availability,
    limiting,
    resources,
  } = component;
  const wasted = limiting === undefined ? 0 : (resources[limiting]?.wasted ?? 0);
  const remarks = Object.entries(resources)
    .filter(([name, { utilization }]) => name !== limiting && utilization >= BUSY)
    .map(([name, { servers: count, utilization }]) => `${servers(count, name)} ${share(utilization)} busy too`);
  if (replicas !== undefined)
    remarks.push(`${amount(replicas.mean)} replicas on average, at most ${amount(replicas.max)}`);
  if (hitRatio !== undefined)
    remarks.push(`hit ratio ${share(hitRatio)} ${plusMinus(component.ci95?.hitRatio, share)}`.trim());
  if (lookups !== undefined && lookups.delayedHits > 0) {
    const { hits, delayedHits, misses } = lookups;
    remarks.push(`${share(delayedHits / (hits + delayedHits + misses))} waited for another’s fetch`);
  }
  if (lookups !== undefined && lookups.staleHits > 0)
    remarks.push(`${share(lookups.staleHits / lookups.hits)} of hits stale`);
  if (failovers > 0) remarks.push(failovers === 1 ? 'failed over once' : `failed over ${amount(failovers)} times`);
  if (entries !== undefined) remarks.push(`${amount(entries)} entries`);
  if (lag !== undefined && lag.count > 0) remarks.push(`lag p50 ${time(lag.p50)}, p99 ${time(lag.p99)}`);
  if (lag !== undefined && lag.backlog > 0) remarks.push(`${amount(lag.backlog)} waiting at the end`);
  if (redeliveries > 0) remarks.push(`${amount(redeliveries)} redelivered`);
  if (deadLetters > 0) remarks.push(`${amount(deadLetters)} dead letters`);
  if (lost > 0) remarks.push(`${amount(lost)} messages lost`);
  for (const measure of Object.values(component.measures ?? {})) {
    if ('times' in measure) {
      const { count, p50, p99 } = measure.times;
      if (count > 0) remarks.push(`${measure.title} p50 ${time(p50)}, p99 ${time(p99)}`);
    } else if (measure.count > 0) {
      remarks.push(`${'share' in measure ? share(measure.share) : amount(measure.count)} ${measure.title}`);
    }
  }
  const { canceled = 0 } = component.errors;
  if (canceled > 0) remarks.push(`${share(canceled)} taken back by the callers`);
  if (availability < 1) remarks.push(`up ${share(availability)}`);
  const { frozen = 0, replaced = 0, starting = 0, draining = 0 } = component.states ?? {};
  const spent = Object.entries({ frozen, 'being replaced': replaced, starting, draining })
    .filter(([, part]) => part >= NOTABLE_SHARE)
    .map(([state, part]) => `${share(part)} ${state}`);
  if (spent.length > 0) remarks.push(`of the instances’ time ${spent.join(', ')}`);
  if (wasted >= 0.005) remarks.push(`▒ ${share(wasted)} spent on requests whose caller had given up`);
  return remarks;
}
