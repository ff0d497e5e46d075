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
    if (definition.always === true) return [];
    // What happens at one moment may be felt to the end.
    const isMoment = definition.end === undefined;
    const until = isMoment ? run.duration : Math.min(to, run.duration);
    const [first, begin, end] = [Math.ceil(run.warmup / step), Math.floor(from / step), Math.ceil(until / step)];
    const before = first < begin ? goodShare(requests['*'], first, begin) : undefined;
    const during = goodShare(requests['*'], Math.max(first, begin), end);
    if (during === undefined || (before ?? 1) - during < NOTABLE) return [];
    const when = isMoment
      ? `After ${label}, at ${time(from)},`
      : `While ${label} lasted, from ${time(from)} to ${time(until)},`;
    const was = before === undefined ? '' : `; before it ${percent(before)}`;
    return [
      {
        code: 'fault',
        severity: 'info',
        ...placeOf(model.topology.faults[index].config),
        says: `${when} ${percent(during)} of the answers were good${was}.`,
        evidence: { fault: index, during, ...(before === undefined ? {} : { before }) },
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
