import { type Change, doubled, doubledTimeout, faster, onComponent, onConnection } from '../change.ts';
import type { CompiledComponent, Model } from '../model.ts';
import type { ResultFinding } from '../result.ts';
import { withoutFaultsAt } from './strikes.ts';
import { ends } from './symptom.ts';

/** Where the failures began, as far as the model has it. */
interface Place {
  readonly model: Model;
  readonly connection: { readonly from: string; readonly to: string } | undefined;
  /** The component itself, or the callee of the connection. */
  readonly component: CompiledComponent | undefined;
}

/** What would show that this reason of failure is why requests fail, by reason. */
const byReason: Readonly<Record<string, (place: Place) => readonly Change[]>> = {
  rejected: ({ component }) => [...more(component), ...longerQueue(component)],
  'rate-limited': (place) => lifted(place, 'rateLimit', 'without the rate limit'),
  refused: faultsOf,
  unavailable: (place) => [...faultsOf(place), ...more(place.component)],
  crashed: faultsOf,
  'circuit-open': (place) => [...faultsOf(place), ...lifted(place, 'circuitBreaker', 'without the circuit breaker')],
  timeout: (place) => [...faultsOf(place), ...speed(place), ...longerTimeout(place)],
  error: (place) => [...faultsOf(place), ...faultless(place)],
  'bulkhead-full': (place) => [...speed(place), ...lifted(place, 'bulkhead', 'without the bulkhead')],
  throttled: (place) => [...speed(place), ...lifted(place, 'adaptiveThrottle', 'without the throttle')],
  'deadline-exceeded': (place) => [...speed(place), ...lifted(place, 'deadline', 'without the deadline')],
  shed: (place) => [
    ...more(place.component),
    ...lifted(place, 'shedLate', 'sheds nobody'),
    ...lifted(place, 'codel', 'without CoDel'),
  ],
  conflict: (place) => [...faultsOf(place), ...speed(place)],
  blocked: () => [],
  abandoned: (place) => [...more(place.component), ...lifted(place, 'queueTimeout', 'waiting without end')],
};

export function failureRemedies({ component, connection, evidence }: ResultFinding, model: Model): readonly Change[] {
  const at = connection === undefined ? undefined : ends(connection);
  const id = component ?? at?.to;
  const place = { model, connection: at, component: model.components.find(({ spec }) => spec.id === id) };
  return byReason[String(evidence['reason'])]?.(place) ?? [];
}

/** Twice as much of what a request needs first. */
function more(component: CompiledComponent | undefined): Change[] {
  const [first] = component?.resources.filter(({ servers }) => servers < Number.POSITIVE_INFINITY) ?? [];
  return component === undefined || first === undefined ? [] : [doubled(component, first)];
}

function longerQueue(component: CompiledComponent | undefined): Change[] {
  const queue = Number(component?.spec['queue']);
  if (component === undefined || !Number.isFinite(queue)) return [];
  const value = Math.max(10, 2 * queue);
  return [onComponent(component.spec.id, 'queue', `queue ${queue} → ${value}`, value)];
}

function speed({ component }: Place): Change[] {
  return component === undefined ? [] : [faster(component.spec.id, 2)];
}

/** Without any timeout all who wait long enough would be served, however late: twice as long shows whether it is too short. */
function longerTimeout({ model, connection }: Place): Change[] {
  const of = model.connections.find(({ spec }) => spec.from === connection?.from && spec.to === connection.to);
  return of === undefined ? [] : doubledTimeout(of.spec);
}

/** A limit or a policy taken away, where there is one. */
function lifted({ model, connection, component }: Place, field: string, says: string): Change[] {
  if (connection !== undefined) {
    const of = model.connections.find(({ spec }) => spec.from === connection.from && spec.to === connection.to);
    return (of?.spec as Readonly<Record<string, unknown>> | undefined)?.[field] === undefined
      ? []
      : [onConnection(connection, field, says)];
  }
  return component?.spec[field] === undefined ? [] : [onComponent(component.spec.id, field, says)];
}

/** The component without the errors of its own. */
function faultless({ component }: Place): Change[] {
  return component !== undefined && Number(component.spec['errorRate']) > 0
    ? [onComponent(component.spec.id, 'errorRate', 'without errors', 0)]
    : [];
}

function faultsOf(place: Place): Change[] {
  return withoutFaultsAt(place, place.model);
}
