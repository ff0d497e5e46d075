import { isFailure, outcomeNames } from '../outcome.ts';
import type { Place, Recording, Stay } from './span-recorder.ts';
import type { RequestTrace, TraceSpan } from './trace.ts';

/** More spans than this are of no use to anybody; the rest is counted. */
const MOST_SPANS = 2000;

/**
 * A recording as plain data. `end` [s] is when recording ended: what had not ended then ends there, and what began later is left out.
 * `places` are the names of where failures begin.
 */
export function traceOf(recording: Recording, end: number, places: readonly string[]): RequestTrace {
  const { pick, root, request, outcome, origin, endedAt } = recording;
  const list = new SpanList(request, end);
  const { component, instance } = root.place;
  const times = { from: root.sentAt, to: endedAt };
  const outcomeName = outcomeNames[outcome];
  const first = list.add({ kind: 'request', name: request, component, instance, ...times, outcome: outcomeName });
  for (const child of root.children) list.stay(child, first, root);
  return {
    number: pick.number,
    request,
    why: pick.why,
    ...times,
    outcome: isFailure(outcome) ? outcomeName : 'ok',
    ...(isFailure(outcome) && { failedAt: places[origin] }),
    spans: list.spans,
    dropped: list.dropped,
  };
}

class SpanList {
  readonly spans: TraceSpan[] = [];
  dropped = 0;
  private readonly request: string;
  private readonly end: number;

  constructor(request: string, end: number) {
    this.request = request;
    this.end = end;
  }

  /** Returns its position. */
  add(span: TraceSpan): number {
    if (this.spans.length < MOST_SPANS) return this.spans.push(span) - 1;
    this.dropped++;
    return this.spans.length - 1;
  }

  /** A stay and all below it; `caller` is the one that called it. */
  stay(stay: Stay, parent: number, caller: Stay): void {
    if (stay.sentAt > this.end) return;
    const { place } = stay;
    const within =
      place.layer === undefined ? this.visit(stay, parent, caller) : this.layer(stay, place, parent, caller);
    for (const child of stay.children) this.stay(child, within, stay);
  }

  private layer(stay: Stay, { component, instance, layer = '' }: Place, parent: number, caller: Stay): number {
    if (layer === '' || !this.isTelling(stay)) return parent;
    const of = { kind: 'policy', name: layer, parent, component, instance, from: stay.sentAt } as const;
    return this.add({ ...of, ...this.callEnding(stay, caller) });
  }

  private visit(stay: Stay, parent: number, caller: Stay): number {
    const { place } = stay;
    const call = this.add({
      kind: 'call',
      name: `${caller.place.component} → ${place.component}`,
      parent,
      component: caller.place.component,
      instance: caller.place.instance,
      from: stay.sentAt,
      ...this.callEnding(stay, caller),
    });
    if (!(stay.arrivedAt <= this.end)) return call;
    const { to, ...mark } = this.until(stay.leftAt);
    return this.add({
      kind: 'visit',
      name: `${place.component}: ${this.request}`,
      parent: call,
      component: place.component,
      instance: place.instance,
      from: stay.arrivedAt,
      to,
      outcome: outcomeNames[stay.outcome],
      ...this.ownTime(stay, to),
      ...mark,
    });
  }

  /** How a call ended for its caller, and which of several it was. */
  private callEnding(stay: Stay, caller: Stay): Pick<TraceSpan, 'to' | 'outcome' | 'attempt' | 'isOpen'> {
    const isOneOfMany = caller.place.layer !== undefined && caller.children.length > 1;
    return {
      ...this.until(this.callEnd(stay)),
      outcome: stay.givenUpAt <= this.end ? 'given up' : outcomeNames[stay.outcome],
      ...(isOneOfMany && { attempt: caller.children.indexOf(stay) + 1 }),
    };
  }

  /** Whether a layer did more than hand one call on. */
  private isTelling(stay: Stay): boolean {
    const [only] = stay.children;
    if (only === undefined || stay.children.length > 1) return true;
    return only.sentAt > stay.sentAt || this.callEnd(only) < this.callEnd(stay);
  }

  /** What a visit's own time was until it ended: work, and what is neither work nor a call under way. */
  private ownTime(stay: Stay, to: number): { wait: number; work: number; works: [number, number][] } {
    const works: [number, number][] = [];
    for (let i = 0; i < stay.works.length; i += 2) {
      const until = Math.min(stay.works[i + 1], to);
      if (until > stay.works[i]) works.push([stay.works[i], until]);
    }
    const calls = stay.children.map((child): [number, number] => [child.sentAt, Math.min(to, this.callEnd(child))]);
    const work = works.reduce((sum, [from, until]) => sum + until - from, 0);
    return { wait: Math.max(0, to - stay.arrivedAt - covered([...works, ...calls])), work, works };
  }

  /** When its caller had the answer, or waited no longer; Infinity where neither came. */
  private callEnd({ returnedAt, givenUpAt }: Stay): number {
    const returned = Number.isNaN(returnedAt) ? Number.POSITIVE_INFINITY : returnedAt;
    return givenUpAt < returned ? givenUpAt : returned;
  }

  private until(time: number): { to: number; isOpen?: true } {
    return time <= this.end ? { to: time } : { to: this.end, isOpen: true };
  }
}

/** Length of the union of intervals [s]. */
function covered(intervals: readonly (readonly [number, number])[]): number {
  let sum = 0;
  let reached = Number.NEGATIVE_INFINITY;
  for (const [from, to] of [...intervals].sort((a, b) => a[0] - b[0])) {
    if (to <= reached) continue;
    sum += to - Math.max(from, reached);
    reached = to;
  }
  return sum;
}
