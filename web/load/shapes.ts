import { readQuantity } from '../../simulator/index.ts';
import type { RawStream } from '../../src/index.ts';
import { snap, timeRaw } from './faults.ts';

/** Shapes of the rate over time as a design writes them. */

export const shapes = [
  { value: 'steady', title: 'Steady', description: 'The same rate all the time.' },
  { value: 'steps', title: 'Steps', description: 'The rate jumps at moments of your own.' },
  { value: 'ramp', title: 'Ramp', description: 'The rate grows evenly from one level to another.' },
  { value: 'spike', title: 'Spike', description: 'Many times the rate for a while.' },
  { value: 'diurnal', title: 'Daily wave', description: 'A peak and a valley each period.' },
  { value: 'expression', title: 'Expression', description: 'A formula in t, the time in seconds.' },
] as const;
export type Shape = (typeof shapes)[number]['value'];

export type RawShape = NonNullable<RawStream['shape']>;

export function shapeOf(shape: RawShape | undefined): Shape {
  return shapes.find(({ value }) => shape?.[value] !== undefined)?.value ?? 'steady';
}

/** A first shape of that kind that shows itself within the run. */
export function freshShape(shape: Shape, horizon: number): RawShape | undefined {
  const third = timeRaw(snap(horizon / 3, horizon));
  switch (shape) {
    case 'steady':
      return undefined;
    case 'steps':
      return {
        steps: [
          ['0 s', 1],
          [third, 2],
          [timeRaw(snap((2 * horizon) / 3, horizon)), 1],
        ],
      };
    case 'ramp':
      return { ramp: { at: third, for: third, to: 2 } };
    case 'spike':
      return { spike: { at: third, for: timeRaw(snap(horizon / 6, horizon)), factor: 5 } };
    case 'diurnal':
      return { diurnal: { period: timeRaw(horizon), peakToMean: 2 } };
    case 'expression':
      return { expression: `1 + 0.5 * sin(2 * pi * t / ${Number(horizon.toPrecision(6))})` };
  }
}

type Steps = readonly (readonly [number | string, number])[];

/** Steps as one line: `0 s ×1, 60 s ×10`. */
export function stepsText(steps: unknown): string {
  if (!Array.isArray(steps)) return '';
  return (steps as Steps).map(([at, factor]) => `${typeof at === 'number' ? `${at} s` : at} ×${factor}`).join(', ');
}

/** Steps read from that line, or what is wrong with it in words. */
export function readSteps(text: string): { readonly steps: Steps } | { readonly problem: string } {
  const steps: [string, number][] = [];
  let last = Number.NEGATIVE_INFINITY;
  for (const part of text.split(',')) {
    const match = /^\s*(.+?)\s*[×x*:]\s*(\d+(?:\.\d+)?)\s*$/.exec(part);
    if (match === null) return { problem: 'Expected times and factors, such as “0 s ×1, 20 s ×10, 40 s ×1”.' };
    const [, at = '', factor = ''] = match;
    const reading = readQuantity(at, 'time');
    if (!reading.ok) return { problem: `“${at}”: expected ${reading.expected}.` };
    if (reading.value <= last) return { problem: `“${at}” does not come after the moment before it.` };
    last = reading.value;
    steps.push([at, Number(factor)]);
  }
  return { steps };
}
