import { cos } from '../kernel/index.ts';
import type { ShapePoints, ShapeSpec } from '../workload.ts';

/** Straight pieces per period of a diurnal curve: their greatest distance from the cosine is 0.02 % of its height. */
const PIECES = 160;
const TWO_PI = 6.283185307179586;

/** The breakpoints of a shape over a run of `horizon` seconds. An expression has become breakpoints before it gets here. */
export function shapePoints(shape: Exclude<ShapeSpec, { expression: string }>, horizon: number): ShapePoints {
  if ('steps' in shape) return { interpolation: 'step', points: [...shape.steps].sort((a, b) => a[0] - b[0]) };
  if ('ramp' in shape) {
    const { at, for: lasts, from, to } = shape.ramp;
    return {
      interpolation: 'linear',
      points: [
        [0, from],
        [at, from],
        [at + lasts, to],
      ],
    };
  }
  if ('spike' in shape) {
    const { at, for: lasts, factor } = shape.spike;
    return {
      interpolation: 'step',
      points: [
        [0, 1],
        [at, factor],
        [at + lasts, 1],
      ],
    };
  }
  const { period, peakToMean } = shape.diurnal;
  const periods = Math.max(1, Math.ceil(horizon / period));
  // A run of very many days is sampled more coarsely rather than without end.
  const pieces = Math.max(8, Math.min(PIECES, Math.floor(10_000 / periods)));
  const points: [number, number][] = [];
  for (let i = 0; i <= pieces * periods; i++) {
    // The day begins at its quietest.
    points.push([(i * period) / pieces, 1 - (peakToMean - 1) * cos((TWO_PI * i) / pieces)]);
  }
  return { interpolation: 'linear', points };
}

/** The factor at a moment [s]. */
export function factorAt({ interpolation, points }: ShapePoints, time: number): number {
  let before = -1;
  for (let i = 0; i < points.length && points[i][0] <= time; i++) before = i;
  if (before < 0) return interpolation === 'linear' && points.length > 0 ? points[0][1] : 1;
  const [from, low] = points[before];
  const next = points[before + 1];
  if (interpolation === 'step' || next === undefined || next[0] === from) return low;
  return low + ((next[1] - low) * (time - from)) / (next[0] - from);
}
