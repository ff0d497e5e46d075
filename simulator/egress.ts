import { passedOn, shareOfTarget } from './flows.ts';
import type { CompiledComponent, Model } from './model.ts';
import { Op } from './outcome.ts';

/** Clients hold nothing whose hits would have to be known. */
const NO_HITS = new Float64Array(0);

/**
 * Share of the answers to requests of a kind, asked from here, that leave the design for the internet at its own egress
 * price. What a CDN delivers it bills itself, and its origin's traffic to it costs nothing: no byte is billed twice. Whoever
 * passes a request on to one of several answers with what that one gave.
 */
export function egressShare(
  model: Model,
  component: CompiledComponent,
  kind: number,
  path: readonly CompiledComponent[] = [],
): number {
  const { definition, plans, outgoing } = component;
  if (definition.billsEgress === true) return 0;
  const isPassing = definition.role === 'client' || definition.role === 'router';
  if (!isPassing || path.includes(component)) return 1;
  const op = model.kinds[kind].isWrite ? Op.write : Op.read;
  let share = 0;
  let total = 0;
  for (const call of plans[kind * 2 + (op === Op.read ? 0 : 1)].flatMap(({ calls }) => calls)) {
    if (call.isAsync) continue;
    const weight = call.probability * call.times * call.branches * shareOfTarget(model, component, call.link, kind, op);
    const target = model.components[model.connections[outgoing[call.link]].to];
    total += weight;
    share += weight * egressShare(model, target, kind, [...path, component]);
  }
  // What a client answers by itself goes nowhere.
  return total === 0 ? 1 : (passedOn(model, component, NO_HITS, kind, op) * share) / total;
}
