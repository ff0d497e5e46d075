import {
  type Dimension,
  type Doubt,
  formatQuantity,
  type GuardTrip,
  isPlural,
  type JudgedResult,
  type ObjectiveResult,
  type ResultFinding,
} from '../../../simulator/index.ts';
import type { Style, Tone } from './paint.ts';
import { amount, share, time } from './quantities.ts';
import { type Cell, table } from './table.ts';
import { hang, plain, plural } from './text.ts';

/** Below this no resource is worth a warning. */
const AT_EASE = 0.5;
/** From here on waits grow fast, and the resource is what limits the design. */
const LIMITING = 0.8;
/** A verdict that is more likely than this to be chance says so. */
const UNSURE = 0.025;

/** Whether the design does what is asked of it, objective by objective, and what limits it: the first thing to read. */
export function verdictLines(title: string, result: JudgedResult, style: Style): string[] {
  const { paint, width } = style;
  const { partial, doubts = [] } = result.run;
  const stopped = partial === undefined ? [] : hang('  ▲ ', stoppedSentence(partial, result.run), width);
  return [
    ...headline(title, result.objectives, partial !== undefined && partial.guard !== 'precision', style),
    ...objectiveTable(result.objectives, style),
    ...stopped.map(paint.warn),
    ...doubts.flatMap((doubt) => hang('  ▲ ', plain(doubt.says), width).map(paint[TONES[doubt.code]])),
    ...hang('  ', bottleneckSentence(result), width),
  ];
}

/** What the numbers cannot be relied on for is a warning; that they have no intervals is a remark. */
const TONES = {
  'one-run': 'faint',
  'few-requests': 'warn',
  'too-short': 'warn',
  autocorrelated: 'warn',
  trend: 'warn',
  'no-variance': 'warn',
} as const satisfies Record<Doubt['code'], Tone>;

function stoppedSentence({ guard, says, at }: GuardTrip, { duration, warmup }: JudgedResult['run']): string {
  if (guard === 'precision') return plain(says);
  const reached = `It had reached ${time(at)} of ${time(duration)}`;
  const counted = at <= warmup ? ', and no request counts before the warm-up is over' : ': these figures are partial';
  return `${plain(says)} ${reached}${counted}.`;
}

function headline(
  title: string,
  objectives: readonly ObjectiveResult[],
  partial: boolean,
  { paint, width }: Style,
): string[] {
  const missed = objectives.filter(({ met }) => !met).length;
  const count = objectives.length;
  const [mark, tone, says] =
    count === 0
      ? (['•', 'accent', 'no objectives to judge it by'] as const)
      : missed > 0
        ? (['✘', 'bad', `${missed} of ${plural(count, 'objective')} missed`] as const)
        : (['✔', 'good', count === 1 ? 'the objective is met' : `all ${count} objectives met`] as const);
  const [first = '', ...rest] = hang(
    `${mark} `,
    `${plain(title)}: ${says}${partial ? ' in a partial run' : ''}`,
    width,
  );
  return [first, ...rest].map((line) => paint.strong(paint[tone](line)));
}

function objectiveTable(objectives: readonly ObjectiveResult[], style: Style): string[] {
  return table(
    [
      { title: '' },
      { title: '', flexible: true },
      { title: '', flexible: true },
      { title: '', align: 'right' },
      { title: '' },
    ],
    objectives.map(({ name, require, met, value, unit, confidence, problem }): Cell[] => [
      met ? { text: '✔', tone: 'good' } : { text: '✘', tone: 'bad' },
      plain(name),
      { text: plain(require), tone: 'faint' },
      value === undefined ? '' : { text: objectiveValue(value, unit, require), tone: met ? 'good' : 'bad' },
      problem !== undefined
        ? { text: plain(problem), tone: 'bad' }
        : confidence !== undefined && confidence > UNSURE && confidence < 1 - UNSURE
          ? { text: `a close call: ${share(confidence)} likely to hold`, tone: 'warn' }
          : '',
    ]),
    style,
  );
}

const dimensions: Readonly<Record<string, Dimension>> = {
  s: 'time',
  '/s': 'rate',
  B: 'bytes',
  'B/s': 'bandwidth',
  'USD/month': 'money',
};

/** Measures without a unit that are shares, and not counts. */
const shares = /%|\b(?:availability|errorRate|utilization|hitRatio|staleReads)\b/;

/** A measured value as its objective means it. */
export function objectiveValue(value: number, unit = '', require = ''): string {
  if (unit === '') return shares.test(require) ? share(value) : amount(value);
  const dimension = Object.hasOwn(dimensions, unit) ? dimensions[unit] : undefined;
  return dimension === undefined ? `${amount(value)} ${plain(unit)}` : formatQuantity(value, dimension);
}

/** The finding that says why the busiest resource is saturated, where it is: its servers may only be held by a slow callee. */
export function bottleneckFinding({ bottleneck, findings }: Explained): ResultFinding | undefined {
  return findings.find(
    ({ code, component }) => component === bottleneck?.component && (code === 'saturated' || code === 'threads-held'),
  );
}

type Explained = Pick<JudgedResult, 'bottleneck' | 'components' | 'findings'>;

/** A sentence or two on the resource that is busiest, and on what waits for it. */
export function bottleneckSentence(result: Explained): string {
  const { bottleneck, components } = result;
  if (bottleneck === undefined) return 'Nothing in this design has a limit, so nothing limits it.';
  const finding = bottleneckFinding(result);
  const { component, resource, utilization } = bottleneck;
  if (finding !== undefined) {
    const says = plain(finding.says).replace(`${component}: `, '');
    return `Bottleneck: ${component}. ${says.charAt(0).toUpperCase()}${says.slice(1)}`;
  }
  const found = components[component]?.resources[resource];
  const name = found?.title.toLowerCase() ?? resource;
  const what = `the ${name} of ${component}`;
  const [are, them] = isPlural(name) ? ['are', 'them'] : ['is', 'it'];
  if (utilization < AT_EASE) {
    // Failures and full pools have causes that no utilization shows; the findings below name them.
    const isTroubled = result.findings.some(({ severity }) => severity === 'critical');
    return isTroubled
      ? `No resource is near its limit: the busiest, ${what}, ${are} ${share(utilization)} busy. What went wrong is below.`
      : `Nothing is near its limit: the busiest, ${what}, ${are} ${share(utilization)} busy.`;
  }
  const waiting =
    found === undefined || found.wait.probability === 0
      ? ''
      : `; ${share(found.wait.probability)} of requests wait for ${them}, ${time(found.wait.mean)} on average, ${amount(Number(found.queue.mean.toFixed(2)))} in line`;
  return `${utilization < LIMITING ? 'Busiest' : 'Bottleneck'}: ${what}, ${share(utilization)} busy${waiting}.`;
}
