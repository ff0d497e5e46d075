import type { Figures, StudyRun } from '../../../simulator/index.ts';
import type { Style } from './paint.ts';
import { amount, errors, money, rate, time } from './quantities.ts';
import { flow, hang, plain, plural } from './text.ts';

/** The parts of a report, a blank line between each two. */
export function sections(parts: readonly (readonly string[])[]): string {
  return `${parts
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;
}

/** The answer in one sentence. */
export function headline(name: string, says: string, { paint, width }: Style): string[] {
  return hang('• ', `${plain(name)}: ${says}`, width).map((line) => paint.strong(paint.accent(line)));
}

export function figureLines({ goodput, p99, errorRate, cost }: Figures, { width }: Style): string[] {
  const parts = [
    `goodput ${rate(goodput)}`,
    `p99 ${time(p99)}`,
    `errors ${errors(errorRate)}`,
    `${money(cost)} a month`,
  ];
  return flow(['As it is', ...parts], width - 2).map((line) => `  ${line}`);
}

export function partialLines(partial: string | undefined, { paint, width }: Style): string[] {
  return partial === undefined ? [] : hang('  ▲ ', plain(partial), width).map(paint.warn);
}

/** What someone needs to get the same figures, and how much work it was. */
export function studyProvenance(
  { seed, duration, warmup, replications, experiments, events, digest }: StudyRun,
  { paint, width }: Style,
): string[] {
  const parts = [
    `seed ${seed}`,
    `${plural(experiments, 'experiment')} of ${plural(replications, 'replication')}`,
    `${time(duration)} with ${time(warmup)} of warm-up`,
    `${amount(events)} events`,
    `digest ${digest}`,
  ];
  return flow(parts, width - 2).map((line) => paint.faint(`  ${line}`));
}
