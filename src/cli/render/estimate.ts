import type { EstimateResult, StationEstimate } from '../../../simulator/index.ts';
import { bar, barColumns, utilizationTone } from './bar.ts';
import { costTable } from './cost.ts';
import type { Style } from './paint.ts';
import { NONE, rate, servers, share, time } from './quantities.ts';
import { type Cell, table } from './table.ts';
import { hang, plain } from './text.ts';

/** The closed-form answer for a person to read. */
export function estimateReport(title: string, result: EstimateResult, style: Style): string {
  const sections = [
    verdict(title, result, style),
    requests(result, style),
    stations(result, style),
    costTable(result.cost, style),
    caveats(result, style),
  ];
  return `${sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;
}

const orGrows = (seconds: number | null): Cell => (seconds === null ? { text: 'grows', tone: 'bad' } : time(seconds));

type Binding = readonly [name: string, resource: StationEstimate['resources'][string]];

/**
 * The resource that limits a component. Servers that are held while another resource of the component is saturated have
 * no bound on what they are asked for; then that other one is the reason.
 */
function binding({ limiting, resources }: StationEstimate): Binding | undefined {
  const limit = limiting === undefined ? undefined : resources[limiting];
  if (limiting === undefined || limit === undefined) return undefined;
  const saturated = Object.entries(resources)
    .filter(([, { utilization }]) => utilization >= 1 && Number.isFinite(utilization))
    .sort(([, a], [, b]) => b.utilization - a.utilization);
  return Number.isFinite(limit.utilization) ? [limiting, limit] : (saturated[0] ?? [limiting, limit]);
}

const busyShare = (utilization: number): string => (Number.isFinite(utilization) ? share(utilization) : 'over 100 %');

function verdict(title: string, result: EstimateResult, style: Style): string[] {
  const { paint, width } = style;
  const { stable, bottleneck, capacity, requests, components } = result;
  const load = Object.entries(requests)
    .filter(([name]) => name !== '*')
    .reduce((sum, [, { rate }]) => sum + rate, 0);
  const says = stable ? 'has room for this load, on average' : 'cannot carry this load';
  const head = paint.strong(paint[stable ? 'good' : 'bad'](`${stable ? '✔' : '✘'} ${plain(title)}: ${says}`));
  if (bottleneck === undefined || capacity === null) {
    return [head, ...hang('  ', 'Nothing in this design has a limit, so nothing limits it.', width)];
  }
  const { component } = bottleneck;
  const station = components[component];
  const [resource, { utilization }] = (station && binding(station)) ?? [bottleneck.resource, bottleneck];
  const busy = `${busyShare(utilization)} busy at ${rate(load)}`;
  const limit = stable
    ? `The busiest, the ${resource} of ${component}, are ${busy}.`
    : `Bottleneck: the ${resource} of ${component} would have to be ${busy}, so the wait for them grows without bound.`;
  return [head, ...hang('  ', `${limit} The design carries at most ${rate(capacity)} of this mix.`, width)];
}

function requests({ requests }: EstimateResult, style: Style): string[] {
  return table(
    [
      { title: 'Requests', flexible: true },
      { title: 'rate', align: 'right' },
      { title: 'mean response', align: 'right' },
      { title: 'availability', align: 'right' },
    ],
    Object.entries(requests).map(([name, { rate: perSecond, mean, availability }]) => [
      { text: name === '*' ? 'all' : name, tone: 'strong' },
      rate(perSecond),
      orGrows(mean),
      share(availability),
    ]),
    style,
  );
}

function stations({ components }: EstimateResult, style: Style): string[] {
  return table(
    [
      { title: 'Components', flexible: true },
      { title: 'utilization' },
      { title: '', align: 'right' },
      { title: 'of' },
      { title: 'in', align: 'right' },
      { title: 'mean wait', align: 'right' },
      { title: 'mean response', align: 'right' },
    ],
    Object.entries(components)
      .filter(([, { arrivalRate }]) => arrivalRate > 0)
      .flatMap(([id, station]) => {
        const { arrivalRate, wait, response, hitRatio } = station;
        const [name, resource] = binding(station) ?? [];
        const utilization = resource?.utilization ?? 0;
        const tone = utilizationTone(utilization);
        return [
          [
            { text: id, tone: 'strong' },
            resource === undefined
              ? { text: 'unlimited', tone: 'faint' }
              : { text: bar(utilization, barColumns(style.width)), tone },
            resource === undefined ? '' : { text: busyShare(utilization), tone },
            resource === undefined || name === undefined ? '' : servers(resource.servers, name),
            rate(arrivalRate),
            resource === undefined ? NONE : orGrows(wait),
            orGrows(response),
          ],
          ...(hitRatio === undefined ? [] : [{ remarks: [`hit ratio ${share(hitRatio)}`] }]),
        ];
      }),
    style,
  );
}

function caveats({ caveats: sentences }: EstimateResult, { width, paint }: Style): string[] {
  if (sentences.length === 0) return [];
  return [
    paint.faint('  Where these formulas are only approximate'),
    ...sentences.flatMap((sentence) => hang('  • ', plain(sentence), width)),
  ];
}
