import type { JudgedResult, RequestResult } from '../../../simulator/index.ts';
import { blameTable } from './blame.ts';
import { componentTable } from './components.ts';
import { connectionTable } from './connections.ts';
import { costTable } from './cost.ts';
import { failureTable, findingLines } from './failures.ts';
import { histogram } from './histogram.ts';
import { outcomeTable } from './outcomes.ts';
import { overTime } from './over-time.ts';
import type { Style } from './paint.ts';
import { amount, share, time } from './quantities.ts';
import { requestTable } from './requests.ts';
import { flow } from './text.ts';
import { bottleneckFinding, verdictLines } from './verdict.ts';

/** A run for a person to read: verdict first, then what it rests on, then what another needs to repeat it. */
export function report(title: string, result: JudgedResult, wallSeconds: number, style: Style): string {
  // The verdict has named the bottleneck already.
  const said = bottleneckFinding(result);
  const sections = [
    verdictLines(title, result, style),
    requestTable(result.requests, style),
    latencyPlot(result.requests['*'], style),
    blameTable(result.requests, style),
    overTime(result.timeline, result.run.warmup, style),
    componentTable(result.components, style),
    failureTable(result.requests, style),
    outcomeTable(result, style),
    findingLines(
      result.findings.filter((finding) => finding.code !== 'bottleneck' && finding !== said),
      style,
    ),
    connectionTable(result.connections, style),
    costTable(result.cost, style),
    provenance(result, wallSeconds, style),
  ];
  return `${sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;
}

function latencyPlot(all: RequestResult | undefined, style: Style): string[] {
  if (all === undefined || all.latency.count === 0) return [];
  const { p50, p95, p99, p999, max } = all.latency;
  const marks = Object.entries({ p50, p95, p99, 'p99.9': p999, max }).map(([label, value]) => ({ label, value }));
  return [
    style.paint.faint(`  Response time of ${amount(all.latency.count)} successful requests`),
    ...histogram(all.histogram, marks, style),
  ];
}

const MOST_SEEDS = 8;

/** What someone needs to get the same figures, and how much work it was. */
function provenance({ run }: JudgedResult, wallSeconds: number, { width, paint }: Style): string[] {
  const { seed, seeds, duration, replications, requests, events, digest } = run;
  const parts = [
    seeds === undefined ? `seed ${seed}` : seedsText(seeds),
    `${time(duration)}${warmupText(run)}`,
    ...(replications > 1 ? [`${replications} replications`] : []),
    ...precisionText(run),
    `${amount(requests)} requests`,
    `${amount(events)} events`,
    `${time(wallSeconds)} of computing`,
    `digest ${digest}`,
  ];
  return flow(parts, width - 2).map((line) => paint.faint(`  ${line}`));
}

/** The first few of a list of seeds. */
function seedsText(seeds: readonly number[]): string {
  const shown = seeds.slice(0, MOST_SEEDS).join(', ');
  return `seeds ${shown}${seeds.length > MOST_SEEDS ? ' …' : ''}`;
}

/** A warm-up that was not written says how it came about, even where it is nothing. */
function warmupText({ warmup, warmupRule }: JudgedResult['run']): string {
  if (warmupRule === 'detected')
    return warmup > 0 ? ` with ${time(warmup)} of warm-up, detected` : ', no warm-up needed';
  return warmup > 0 ? ` with ${time(warmup)} of warm-up` : '';
}

function precisionText({ precision }: JudgedResult['run']): string[] {
  if (precision?.mean === undefined || precision.p99 === undefined) return [];
  return [`mean known to ±${share(precision.mean)}, p99 to ±${share(precision.p99)}`];
}
