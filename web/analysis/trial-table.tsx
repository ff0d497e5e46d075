import { Check } from 'lucide-react';
import type { Change, Effect, SensitivityRow, Trial, TrialVerdict } from '../../simulator/index.ts';
import { setIn, shown, signed, signedAround } from '../../src/index.ts';
import { ScrollRegion } from '../charts/index.ts';
import { edit } from '../state/document-store.ts';
import { Badge, Button, type Tone, toast } from '../ui/index.ts';
import reportStyles from '../ui/report.module.css';
import styles from './analysis.module.css';
import { madeIn } from './made-in.ts';

const VERDICTS: Readonly<Record<TrialVerdict, { readonly text: string; readonly tone: Tone; readonly help: string }>> =
  {
    helps: { text: 'helps', tone: 'good', help: 'More good answers, or as many and sooner, for sure.' },
    none: { text: 'no effect', tone: 'neutral', help: 'For sure less than is worth a word.' },
    worse: { text: 'worse', tone: 'bad', help: 'Fewer good answers, or later ones, for sure.' },
    unclear: { text: 'unclear', tone: 'warning', help: 'The intervals leave it open: ask for more replications.' },
  };

/** What a change is about, where that is not the time or the number of answers. */
const FIGURES: Readonly<Record<string, string>> = {
  duplicates: 'carried out again',
  lostWrites: 'writes lost',
  staleReads: 'stale reads',
  outOfOrder: 'out of order',
  oversold: 'oversold',
  halfDone: 'half done',
  lag: 'published to processed, p99',
};

/** A hundred dollars a month. */
const DOLLARS = 100;

/** Changes that were tried, with the figures after each and how far they are from those before. */
export function TrialTable({
  label,
  trials,
}: {
  readonly label: string;
  readonly trials: readonly (Trial | SensitivityRow)[];
}) {
  const isPriced = trials.some((trial) => 'perDollar' in trial && trial.perDollar !== undefined);
  return (
    <ScrollRegion className={reportStyles['scroll']} label={label}>
      <table>
        <thead>
          <tr>
            <th scope="col">Change</th>
            <th scope="col">Effect</th>
            <th scope="col" title="Good answers per second after it; the difference with its 95 % interval.">
              Goodput
            </th>
            <th scope="col" title="1 % of the successful requests took longer; the difference with its 95 % interval.">
              p99
            </th>
            <th scope="col">Errors</th>
            <th scope="col">Cost</th>
            {isPriced && (
              <th scope="col" title="The effect for each further $100 a month, taken to be in proportion.">
                For ${DOLLARS}
              </th>
            )}
            <th scope="col">
              <span className="visually-hidden">Make it</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {trials.map((trial) => (
            <Row key={trial.change.says} trial={trial} isPriced={isPriced} />
          ))}
        </tbody>
      </table>
    </ScrollRegion>
  );
}

function Row({ trial, isPriced }: { readonly trial: Trial | SensitivityRow; readonly isPriced: boolean }) {
  const { change, verdict, goodput, p99, errorRate, cost, figure } = trial;
  const { text, tone, help } = VERDICTS[verdict];
  return (
    <tr>
      <th scope="row">
        {change.says}
        {figure !== undefined && (
          <small className={styles['difference']}>
            {FIGURES[figure.name] ?? figure.name} {shown(figure.a, figure.unit)} → {shown(figure.b, figure.unit)}
          </small>
        )}
      </th>
      <td>
        <span title={help}>
          <Badge tone={tone}>{text}</Badge>
        </span>
      </td>
      <EffectCell effect={goodput} />
      {p99 === undefined ? <td>–</td> : <EffectCell effect={p99} />}
      <EffectCell effect={errorRate} />
      <td>{cost.difference === 0 ? '' : signed(cost.difference, 'money')}</td>
      {isPriced && <td>{'perDollar' in trial ? perDollar(trial.perDollar) : ''}</td>}
      <td>
        <Make change={change} />
      </td>
    </tr>
  );
}

function EffectCell({ effect: { b, unit, difference, ci95, verdict } }: { readonly effect: Effect }) {
  const isBetter = difference > 0 === (unit === 'rate');
  return (
    <td>
      {shown(b, unit)}
      {verdict !== 'same' && (
        <small
          className={styles['difference']}
          data-tone={verdict === 'unclear' ? undefined : isBetter ? 'good' : 'bad'}
        >
          {signedAround(difference, ci95, unit)}
        </small>
      )}
    </td>
  );
}

function perDollar(of: SensitivityRow['perDollar']): string {
  if (of?.goodput !== undefined) return signed(of.goodput * DOLLARS, 'rate');
  return of?.p99 === undefined ? '' : signed(of.p99 * DOLLARS, 'time');
}

/** Makes the change in the design, as one step that can be undone; nothing where a design cannot be written so. */
export function Make({
  change,
  variant = 'quiet',
}: {
  readonly change: Change;
  readonly variant?: 'default' | 'quiet';
}) {
  const steps = madeIn(change);
  if (steps === undefined) return null;
  const make = (): void => {
    const made = edit(change.says, (document) =>
      steps.reduce((before, { at, value }) => setIn(before, at(before), value), document),
    );
    if (made)
      toast({ tone: 'good', title: 'Changed', detail: `${change.says}. Run again to see it; undo takes it back.` });
  };
  return (
    <Button
      size="small"
      variant={variant}
      icon={<Check aria-hidden />}
      aria-label={`Make it: ${change.says}`}
      onPress={make}
    >
      Make it
    </Button>
  );
}
