import type { ByEffect, ComponentResult, OutcomesResult, RunResult } from '../../../simulator/index.ts';
import { effectWords } from '../../index.ts';
import type { Style } from './paint.ts';
import { amount, plusMinus, share, time } from './quantities.ts';
import { table } from './table.ts';

type Effect = keyof ByEffect<unknown>;

/** What became of data and effects: each kind that could go wrong, how often it did, and where. */
export function outcomeTable({ outcomes, components }: RunResult, style: Style): string[] {
  if (outcomes === undefined) return [];
  return table(
    [
      { title: 'Data and effects', flexible: true },
      { title: 'count', align: 'right' },
      { title: 'of', align: 'right' },
      { title: '' },
      { title: 'share', align: 'right' },
      { title: '', align: 'right' },
      { title: 'where' },
    ],
    (Object.keys(effectWords) as Effect[]).flatMap((effect) => {
      const count = outcomes.counts[effect];
      if (count === undefined) return [];
      const { title, of } = effectWords[effect];
      const part = outcomes.shares[effect] ?? 0;
      const remarks = remarksOn(effect, outcomes);
      return [
        [
          { text: title.toLowerCase(), tone: 'strong' as const },
          { text: amount(count), tone: count > 0 ? ('bad' as const) : ('good' as const) },
          amount(outcomes.outOf[effect] ?? 0),
          { text: of, tone: 'faint' as const },
          share(part),
          { text: plusMinus(outcomes.ci95?.[effect], share), tone: 'faint' as const },
          placesOf(effect, components),
        ],
        ...(remarks.length === 0 ? [] : [{ remarks }]),
      ];
    }),
    style,
  );
}

function placesOf(effect: Effect, components: Readonly<Record<string, ComponentResult>>): string {
  const counted = Object.entries(components).flatMap(([id, { outcomes }]) => {
    const count = outcomes?.counts[effect] ?? 0;
    return count > 0 ? [{ id, count }] : [];
  });
  return counted
    .sort((a, b) => b.count - a.count)
    .map(({ id, count }) => (counted.length > 1 ? `${id} ${amount(count)}` : id))
    .join(', ');
}

function remarksOn(
  effect: Effect,
  { deduplicated = 0, rpo = 0, soldOut = 0, undone = 0, undoneAfter = 0 }: OutcomesResult,
): string[] {
  if (effect === 'duplicates' && deduplicated > 0)
    return [`${amount(deduplicated)} repetitions answered from the record of their idempotency key`];
  if (effect === 'lostWrites' && rpo > 0) return [`the oldest was ${time(rpo)} old: the recovery point`];
  if (effect === 'oversold' && soldOut > 0) return [`${amount(soldOut)} were told that it is sold out`];
  if (effect === 'halfDone' && undone > 0)
    return [`${amount(undone)} that failed were undone, ${time(undoneAfter)} later on average`];
  return [];
}
