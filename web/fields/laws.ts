import { type Dimension, formatQuantity, readQuantity } from '../../simulator/index.ts';

/** How the form writes the laws of the format. What each law is lies with the simulator; this is how it is laid out. */

export interface LawParameter {
  readonly name: string;
  readonly title: string;
  readonly help: string;
  /** Absent for a bare number. */
  readonly dimension?: Dimension;
  readonly optional?: boolean;
}

export interface LawForm {
  /** Unique among forms: one law may have two, by the parameters it is given by. */
  readonly id: string;
  /** Key in a file; absent for a constant. */
  readonly law?: string;
  readonly title: string;
  readonly description: string;
  /** Absent where the law is written as JSON. */
  readonly parameters?: readonly LawParameter[];
  /** What it writes when chosen, keeping the mean [s] of what was there. */
  readonly starter: (mean: number) => unknown;
}

const time = (name: string, title: string, help: string): LawParameter => ({ name, title, help, dimension: 'time' });
const number = (name: string, title: string, help: string): LawParameter => ({ name, title, help });
const mean = time('mean', 'Mean', 'Average over many requests.');
const cv = number('cv', 'Variation', 'Coefficient of variation: standard deviation over mean.');
const t = (seconds: number): string => formatQuantity(seconds, 'time');

export const lawForms: readonly LawForm[] = [
  {
    id: 'constant',
    title: 'Constant',
    description: 'Always the same.',
    parameters: [],
    starter: t,
  },
  {
    id: 'exponential',
    law: 'exponential',
    title: 'Exponential',
    description: 'Memoryless, variation 1: the textbook queue.',
    parameters: [mean],
    starter: (m) => ({ exponential: { mean: t(m) } }),
  },
  {
    id: 'lognormal',
    law: 'lognormal',
    title: 'Lognormal, p50 and p99',
    description: 'A long tail, as measured services have; given by two percentiles of a dashboard.',
    parameters: [
      time('p50', 'Median (p50)', 'Half of the requests take less.'),
      time('p99', 'p99', 'One in a hundred takes longer.'),
    ],
    starter: (m) => ({ lognormal: { p50: t(m * 0.7), p99: t(m * 5) } }),
  },
  {
    id: 'lognormal-moments',
    law: 'lognormal',
    title: 'Lognormal, mean',
    description: 'The same law, given by its mean and variation.',
    parameters: [mean, cv],
    starter: (m) => ({ lognormal: { mean: t(m), cv: 1 } }),
  },
  {
    id: 'erlang',
    law: 'erlang',
    title: 'Erlang',
    description: 'Sum of k exponential stages: steadier than exponential.',
    parameters: [mean, number('k', 'Stages (k)', 'A whole number; the variation is 1/√k.')],
    starter: (m) => ({ erlang: { mean: t(m), k: 4 } }),
  },
  {
    id: 'gamma',
    law: 'gamma',
    title: 'Gamma',
    description: 'Any variation around a mean, with a light tail.',
    parameters: [mean, cv],
    starter: (m) => ({ gamma: { mean: t(m), cv: 0.5 } }),
  },
  {
    id: 'weibull',
    law: 'weibull',
    title: 'Weibull',
    description: 'A heavier tail than exponential for shapes below 1.',
    parameters: [
      time('scale', 'Scale', '63 % take less.'),
      number('shape', 'Shape', '1 is exponential; below 1 the tail is heavier.'),
    ],
    starter: (m) => ({ weibull: { scale: t(m), shape: 0.7 } }),
  },
  {
    id: 'pareto',
    law: 'pareto',
    title: 'Pareto',
    description: 'Few very long ones dominate; bounded where a maximum is given.',
    parameters: [
      time('min', 'Least', 'None takes less.'),
      number('shape', 'Shape', 'Smaller is heavier; at or below 1 a maximum is needed.'),
      { ...time('max', 'Most', 'None takes longer.'), optional: true },
    ],
    starter: (m) => ({ pareto: { min: t(m / 3), shape: 1.5, max: t(m * 100) } }),
  },
  {
    id: 'uniform',
    law: 'uniform',
    title: 'Uniform',
    description: 'Evenly between two times.',
    parameters: [time('min', 'Least', 'None takes less.'), time('max', 'Most', 'None takes longer.')],
    starter: (m) => ({ uniform: { min: t(m / 2), max: t(m * 1.5) } }),
  },
  {
    id: 'hyperexponential',
    law: 'hyperexponential',
    title: 'Hyperexponential',
    description: 'Mostly quick and sometimes slow, each exponential.',
    starter: (m) => ({
      hyperexponential: [
        { weight: 0.9, mean: t(m / 2) },
        { weight: 0.1, mean: t(m * 5.5) },
      ],
    }),
  },
  {
    id: 'mixture',
    law: 'mixture',
    title: 'Mixture',
    description: 'A share of the requests by one law, the rest by others.',
    starter: (m) => ({
      mixture: [
        { weight: 0.95, of: t(m) },
        { weight: 0.05, of: { exponential: { mean: t(m * 10) } } },
      ],
    }),
  },
  {
    id: 'empirical',
    law: 'empirical',
    title: 'From percentiles',
    description: 'Straight lines between measured percentiles.',
    starter: (m) => ({
      empirical: {
        quantiles: [
          [0, t(m / 4)],
          [0.5, t(m)],
          [0.99, t(m * 5)],
          [1, t(m * 10)],
        ],
      },
    }),
  },
  {
    id: 'shift',
    law: 'shift',
    title: 'Shifted',
    description: 'A fixed part, and another law on top.',
    starter: (m) => ({ shift: { by: t(m / 2), of: { exponential: { mean: t(m / 2) } } } }),
  },
];

function inside(raw: unknown): Readonly<Record<string, unknown>> {
  return typeof raw === 'object' && raw !== null && !Array.isArray(raw) ? (raw as Record<string, unknown>) : {};
}

/** The parameters under the law's name. */
export function parametersOf(raw: unknown): Readonly<Record<string, unknown>> {
  return inside(Object.values(inside(raw))[0]);
}

/** The form in which a raw law is shown. */
export function formOf(raw: unknown): LawForm {
  const law = typeof raw === 'object' && raw !== null ? Object.keys(raw)[0] : undefined;
  const forms = lawForms.filter((form) => form.law === law);
  const parameters = parametersOf(raw);
  const fitting = forms.find((form) =>
    form.parameters?.every(({ name, optional }) => optional || Object.hasOwn(parameters, name)),
  );
  return fitting ?? forms[0] ?? (lawForms[0] as LawForm);
}

const FALLBACK = 0.005;

/** A time [s] that a raw law is about, so that another law can start from it. */
export function aboutOf(raw: unknown): number {
  const parameters = parametersOf(raw);
  const candidates = [
    raw,
    parameters['mean'],
    parameters['p50'],
    parameters['scale'],
    parameters['by'],
    parameters['min'],
  ];
  for (const candidate of candidates) {
    const reading = readQuantity(candidate, 'time');
    if (reading.ok && reading.value > 0) return reading.value;
  }
  return FALLBACK;
}
