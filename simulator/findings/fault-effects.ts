import { withoutFault } from '../change.ts';
import type { Model } from '../model.ts';
import type { RequestSeries, ResultFinding, RunResult } from '../result.ts';
import { percent, type Symptom, time } from './symptom.ts';

/** A fault is worth a word when this much less of the answers is good while it lasts than before it. */
const NOTABLE = 0.01;

function goodShare({ ok, failed }: RequestSeries, from: number, to: number): number | undefined {
  const sum = (values: readonly number[]) => values.slice(from, to).reduce((total, value) => total + value, 0);
  const answered = sum(ok) + sum(failed);
  return answered === 0 ? undefined : sum(ok) / answered;
}

function observe(model: Model, { timeline, run }: RunResult): ResultFinding[] {
  const { step, requests } = timeline;
  return model.faults.flatMap(({ index, definition, from, to, label }): ResultFinding[] => {
    if (definition.always === true || definition.end === undefined) return [];
    const [first, begin] = [Math.ceil(run.warmup / step), Math.floor(from / step)];
    const end = Math.ceil(Math.min(to, run.duration) / step);
    const before = first < begin ? goodShare(requests['*'], first, begin) : undefined;
    const during = goodShare(requests['*'], begin, end);
    if (before === undefined || during === undefined || before - during < NOTABLE) return [];
    return [
      {
        code: 'fault',
        severity: 'info',
        ...placeOf(model.topology.faults[index].config),
        says: `While ${label} lasted, from ${time(from)} to ${time(Math.min(to, run.duration))}, ${percent(during)} of the answers were good; before it ${percent(before)}.`,
        evidence: { fault: index, before, during },
      },
    ];
  });
}

function placeOf(config: unknown): { component?: string; connection?: string } {
  const { component, from, to } = config as Readonly<Record<string, string>>;
  if (component !== undefined) return { component };
  return from !== undefined && to !== undefined ? { connection: `${from}->${to}` } : {};
}

/** A fault of the design that requests failed by. */
export const faultEffects: Symptom = {
  codes: ['fault'],
  observe,
  remedies: ({ evidence }, model) => {
    const { index, label } = model.faults[Number(evidence['fault'])];
    return [withoutFault(index, label)];
  },
};
