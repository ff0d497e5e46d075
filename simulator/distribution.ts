import { Empirical, Mixture, Shifted } from './laws/composed.ts';
import { BoundedPareto, Lognormal, Pareto, Weibull } from './laws/heavy-tailed.ts';
import type { Distribution } from './laws/law.ts';
import { Constant, Erlang, Exponential, Gamma, Uniform } from './laws/light-tailed.ts';

export type { Distribution } from './laws/law.ts';

/**
 * A law of nonnegative times as plain data, in seconds. It comes from a border that has checked it: parameters are
 * positive and finite, weights positive, quantiles rising from probability 0 to 1.
 */
export type DistributionSpec =
  | { readonly kind: 'constant'; readonly value: number }
  | { readonly kind: 'exponential'; readonly mean: number }
  /** Sum of k exponentials. */
  | { readonly kind: 'erlang'; readonly mean: number; readonly k: number }
  /** cv is the coefficient of variation: standard deviation over mean. */
  | { readonly kind: 'gamma'; readonly mean: number; readonly cv: number }
  | { readonly kind: 'lognormal'; readonly mean: number; readonly cv: number }
  | { readonly kind: 'lognormal'; readonly p50: number; readonly p99: number }
  /** P(X > x) = exp(-(x / scale)^shape). */
  | { readonly kind: 'weibull'; readonly scale: number; readonly shape: number }
  /** P(X > x) = (min / x)^shape, conditioned on X ≤ max where that is given. */
  | { readonly kind: 'pareto'; readonly min: number; readonly shape: number; readonly max?: number | undefined }
  | { readonly kind: 'uniform'; readonly min: number; readonly max: number }
  | {
      readonly kind: 'hyperexponential';
      readonly phases: readonly { readonly weight: number; readonly mean: number }[];
    }
  | { readonly kind: 'mixture'; readonly parts: readonly { readonly weight: number; readonly of: DistributionSpec }[] }
  /** Pairs [probability, value] with straight lines between; two equal values are an atom. */
  | { readonly kind: 'empirical'; readonly quantiles: readonly (readonly [p: number, value: number])[] }
  | { readonly kind: 'shift'; readonly by: number; readonly of: DistributionSpec };

/** The law that a specification describes, ready to be drawn from. */
export function sampler(spec: DistributionSpec): Distribution {
  switch (spec.kind) {
    case 'constant':
      return new Constant(spec.value);
    case 'exponential':
      return new Exponential(spec.mean);
    case 'erlang':
      return new Erlang(spec.mean, spec.k);
    case 'gamma':
      return new Gamma(spec.mean, spec.cv * spec.cv);
    case 'lognormal':
      return 'p50' in spec ? Lognormal.fromQuantiles(spec.p50, spec.p99) : Lognormal.fromMoments(spec.mean, spec.cv);
    case 'weibull':
      return new Weibull(spec.scale, spec.shape);
    case 'pareto':
      return spec.max === undefined
        ? new Pareto(spec.min, spec.shape)
        : new BoundedPareto(spec.min, spec.shape, spec.max);
    case 'uniform':
      return new Uniform(spec.min, spec.max);
    case 'hyperexponential':
      return new Mixture(spec.phases.map(({ weight, mean }) => ({ weight, of: new Exponential(mean) })));
    case 'mixture':
      return new Mixture(spec.parts.map(({ weight, of }) => ({ weight, of: sampler(of) })));
    case 'empirical':
      return new Empirical(spec.quantiles);
    case 'shift':
      return new Shifted(spec.by, sampler(spec.of));
  }
}

/** The law of `factor` times the variable, of the same kind. */
export function scaled(spec: DistributionSpec, factor: number): DistributionSpec {
  switch (spec.kind) {
    case 'constant':
      return { ...spec, value: spec.value * factor };
    case 'exponential':
    case 'erlang':
    case 'gamma':
      return { ...spec, mean: spec.mean * factor };
    case 'lognormal':
      return 'p50' in spec
        ? { ...spec, p50: spec.p50 * factor, p99: spec.p99 * factor }
        : { ...spec, mean: spec.mean * factor };
    case 'weibull':
      return { ...spec, scale: spec.scale * factor };
    case 'pareto':
      return { ...spec, min: spec.min * factor, max: spec.max === undefined ? undefined : spec.max * factor };
    case 'uniform':
      return { ...spec, min: spec.min * factor, max: spec.max * factor };
    case 'hyperexponential':
      return { ...spec, phases: spec.phases.map(({ weight, mean }) => ({ weight, mean: mean * factor })) };
    case 'mixture':
      return { ...spec, parts: spec.parts.map(({ weight, of }) => ({ weight, of: scaled(of, factor) })) };
    case 'empirical':
      return { ...spec, quantiles: spec.quantiles.map(([p, value]) => [p, value * factor] as const) };
    case 'shift':
      return { ...spec, by: spec.by * factor, of: scaled(spec.of, factor) };
  }
}
