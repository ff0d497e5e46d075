import { type Case, type Lab, type Row, type Trial, type Unit, units } from './case.ts';

/** A measured number beside its truth. */
export interface Judgment {
  readonly case: string;
  /** With the name of its trial. */
  readonly metric: string;
  readonly unit: Unit;
  readonly truth: number;
  /** In the row's unit; NaN where it could not be measured. */
  readonly measured: number;
  /** Greatest distance that a right simulator keeps: but for one run in 16,000 where chance is in it. */
  readonly tolerance: number;
  /** Requests or runs measured; absent where one run says it all. */
  readonly sample?: string;
  /** Of the sample, in the row's unit; absent where no chance is in it, or none is published. */
  readonly standardError?: number;
  /** Signed distance in standard errors; absent with them. */
  readonly deviation?: number;
  readonly passed: boolean;
}

/** All that came out of one case. */
export interface Verdict {
  readonly case: Case;
  /** In the order of its trials and their rows. */
  readonly judgments: readonly Judgment[];
  /** What kept a trial from being measured, such as a design that is refused; then its rows have not passed. */
  readonly problems: readonly string[];
}

const STANDARD_ERRORS = 4;
/** Never judged more finely than this share of the value. */
const FINEST = 0.002;
/** What is exact may be off by rounding and by the edges of the run. */
const EXACT = 0.001;
/** Quantiles of the engine's histograms: half a bucket of 128 in each octave. */
const HISTOGRAM_ERROR = 1 / 256;

/** What a share of the value is taken of: for probabilities above one half, of the complement. */
function scaleOf({ value, unit }: Row): number {
  return Math.abs(unit === 'share' && value > 0.5 ? 1 - value : value);
}

function judge(id: string, trial: Trial, row: Row, { value, size }: { value: number; size?: number }): Judgment {
  const { name, length = 1, counts = 'runs' } = trial;
  const measured = value / units[row.unit];
  const scale = scaleOf(row);
  const standardError = 'se' in row ? row.se * Math.sqrt(length / (size ?? length)) : 0;
  let bound: number;
  if ('within' in row) bound = row.within;
  else if ('exact' in row) bound = EXACT * scale;
  else bound = Math.max(STANDARD_ERRORS * standardError, FINEST * scale);
  const tolerance = bound + (row.isPercentile === true ? row.value * HISTOGRAM_ERROR : 0);
  const distance = measured - row.value;
  return {
    case: id,
    metric: name === undefined ? row.metric : `${name}: ${row.metric}`,
    unit: row.unit,
    truth: row.value,
    measured,
    tolerance,
    ...(size !== undefined && { sample: `${Math.round(size).toLocaleString('en-US')} ${counts}` }),
    ...(standardError > 0 && { standardError, deviation: distance / standardError }),
    passed: Math.abs(distance) <= tolerance,
  };
}

/** Runs all trials of a case, and judges every row. */
export async function validate(tested: Case, lab: Lab): Promise<Verdict> {
  const judgments: Judgment[] = [];
  const problems: string[] = [];
  for (const trial of tested.trials) {
    const { values, size } = await trial.measure(lab).catch((error: unknown) => {
      // A design that is refused or an invariant that fails is a miss of this case; the others still have their say.
      problems.push(error instanceof Error ? error.message : String(error));
      return { values: trial.rows.map(() => Number.NaN), size: undefined };
    });
    const measured = size === undefined ? {} : { size };
    judgments.push(
      ...trial.rows.map((row, i) => judge(tested.id, trial, row, { value: values[i] ?? Number.NaN, ...measured })),
    );
  }
  return { case: tested, judgments, problems };
}

/** The judgments that are furthest off, in standard errors. */
export function worst(verdicts: readonly Verdict[], count: number): Judgment[] {
  const distance = ({ deviation }: Judgment) => Math.abs(deviation ?? 0);
  return verdicts
    .flatMap(({ judgments }) => judgments)
    .sort((one, other) => distance(other) - distance(one))
    .slice(0, count);
}

export function hasPassed({ judgments, problems }: Verdict): boolean {
  return problems.length === 0 && judgments.every(({ passed }) => passed);
}

/** What is wrong, a sentence each; nothing where all is well. */
export function misses({ judgments, problems }: Verdict): string[] {
  return [
    ...problems,
    ...judgments
      .filter(({ passed }) => !passed)
      .map(({ metric, measured, unit, truth, tolerance, deviation }) => {
        const errors = deviation === undefined ? '' : ` (${deviation.toFixed(1)} standard errors)`;
        return `${metric}: ${measured} ${unit} is not ${truth} ± ${tolerance}${errors}`;
      }),
  ];
}
