import type { ByEffect, JudgedResult, OutcomesResult } from '../../simulator/index.ts';
import { effectWords } from '../../src/index.ts';
import styles from '../ui/report.module.css';
import { count, share, time } from './format.ts';
import { PlaceLink } from './place-link.tsx';

type Effect = keyof ByEffect<unknown>;

/** What became of data and effects: each kind that could go wrong, how often it did and where. Nothing where nothing could. */
export function EffectsTable({ result }: { readonly result: JudgedResult }) {
  const { outcomes } = result;
  if (outcomes === undefined) return null;
  return (
    <section className={styles['section']} aria-labelledby="effects">
      <h4 id="effects">Data and effects</h4>
      <table>
        <thead>
          <tr>
            <th scope="col">Went wrong</th>
            <th scope="col">Count</th>
            <th scope="col">Share</th>
            <th scope="col" className={styles['words']}>
              Where, and why
            </th>
          </tr>
        </thead>
        <tbody>
          {effectRows(result).map(({ effect, title, wrong, part, of, places, why }) => (
            <tr key={effect}>
              <th scope="row">{title}</th>
              <td data-bad={wrong > 0}>{count(wrong)}</td>
              <td>
                {share(part)} of {of}
              </td>
              <td className={styles['words']}>
                {places.map((id) => (
                  <PlaceLink key={id} component={id} />
                ))}{' '}
                {why}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

/** One row for each kind of effect that could go wrong. */
export function effectRows({ outcomes, components }: Pick<JudgedResult, 'outcomes' | 'components'>) {
  if (outcomes === undefined) return [];
  return (Object.keys(effectWords) as Effect[]).flatMap((effect) => {
    const wrong = outcomes.counts[effect];
    if (wrong === undefined) return [];
    const { title, of, help } = effectWords[effect];
    const countAt = (id: string) => components[id]?.outcomes?.counts[effect] ?? 0;
    const places = Object.keys(components)
      .filter((id) => countAt(id) > 0)
      .toSorted((a, b) => countAt(b) - countAt(a));
    const told = remark(effect, outcomes);
    const why = [...(wrong > 0 ? [help] : []), ...(told === undefined ? [] : [told])].join(' ') || 'Never.';
    return [
      {
        effect,
        title,
        wrong,
        part: outcomes.shares[effect] ?? 0,
        of: `${count(outcomes.outOf[effect] ?? 0)} ${of}`,
        places,
        why,
      },
    ];
  });
}

function remark(
  effect: Effect,
  { deduplicated = 0, rpo = 0, soldOut = 0, undone = 0, undoneAfter = 0 }: OutcomesResult,
): string | undefined {
  if (effect === 'duplicates' && deduplicated > 0)
    return `${count(deduplicated)} repetitions were answered from the record of their idempotency key.`;
  if (effect === 'lostWrites' && rpo > 0) return `The oldest was ${time(rpo)} old: the recovery point.`;
  if (effect === 'oversold' && soldOut > 0) return `${count(soldOut)} were told that it is sold out.`;
  if (effect === 'halfDone' && undone > 0)
    return `${count(undone)} that failed were undone, ${time(undoneAfter)} later on average.`;
  return undefined;
}
