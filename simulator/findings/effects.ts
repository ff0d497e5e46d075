import { type Change, onComponent, onConnection } from '../change.ts';
import type { CompiledComponent, Model } from '../model.ts';
import type { ByEffect, ResultFinding, RunResult } from '../result.ts';
import { withoutFaultsAt } from './strikes.ts';
import { percent, type Symptom } from './symptom.ts';

type Effect = keyof ByEffect<number>;

const EFFECTS: Readonly<
  Record<
    Effect,
    { readonly severity: ResultFinding['severity']; readonly says: (share: string, count: string) => string }
  >
> = {
  duplicates: { severity: 'warning', says: (share, count) => `${count} effects (${share}) were carried out again` },
  lostWrites: { severity: 'critical', says: (share, count) => `${count} acknowledged writes (${share}) were lost` },
  oversold: { severity: 'critical', says: (share, count) => `${count} units (${share}) were sold that were not there` },
  halfDone: {
    severity: 'critical',
    says: (share, count) => `${count} requests (${share}) were half done: written in one place and not in another`,
  },
  outOfOrder: {
    severity: 'info',
    says: (share, count) => `${count} messages (${share}) were dealt with after a later one`,
  },
  staleReads: {
    severity: 'info',
    says: (share, count) => `${count} reads (${share}) missed a write that had returned`,
  },
};
const effects = Object.keys(EFFECTS) as Effect[];

/** A share of stale reads or late messages that nobody would mention. */
const NEGLIGIBLE = 1e-4;

function observe(_model: Model, { components }: RunResult): ResultFinding[] {
  return Object.entries(components).flatMap(([component, { outcomes }]) =>
    effects.flatMap((effect): ResultFinding[] => {
      const count = outcomes?.counts[effect] ?? 0;
      const share = outcomes?.shares[effect] ?? 0;
      const { severity, says } = EFFECTS[effect];
      if (count === 0 || (severity === 'info' && share < NEGLIGIBLE)) return [];
      return [
        {
          code: 'wrong-effects',
          severity,
          component,
          says: `${component}: ${says(percent(share), count.toLocaleString('en-US'))}.`,
          evidence: { effect, count, share },
        },
      ];
    }),
  );
}

const byEffect: Readonly<Record<Effect, (component: CompiledComponent, model: Model) => readonly Change[]>> = {
  duplicates: (component, model) =>
    into(component, model).flatMap((spec) => [
      ...(spec.idempotencyKey ? [] : [onConnection(spec, 'idempotencyKey', 'idempotency keys', true)]),
      ...(spec.retry === undefined ? [] : [onConnection(spec, 'retry', 'without retries')]),
      ...withoutFaultsAt({ connection: spec }, model),
    ]),
  lostWrites: (component, model) => [
    ...withoutFaultsAt({ component }, model),
    ...waiting(component),
    ...fenced(component),
  ],
  oversold: (component) => waiting(component),
  // A saga or an outbox is another design, and no one field.
  halfDone: (component, model) =>
    [component, ...callees(component, model)].flatMap((of) => withoutFaultsAt({ component: of }, model)),
  outOfOrder: (component, model) => [
    ...(component.spec['ordered'] === false
      ? [onComponent(component.spec.id, 'ordered', 'handed out in order', true)]
      : []),
    ...[component, ...callees(component, model)].flatMap((of) => withoutFaultsAt({ component: of }, model)),
    ...component.outgoing.flatMap((number) => withoutFaultsAt({ connection: model.connections[number].spec }, model)),
  ],
  staleReads: ({ spec }) => [...waiting({ spec }), ...quorum(spec), ...fresher(spec)],
};

/** Who a component calls, or hands its messages to. */
function callees(component: CompiledComponent, { components, connections }: Model): CompiledComponent[] {
  return connections.filter(({ from }) => from === component.index).map(({ to }) => components[to]);
}

function into(component: CompiledComponent, { connections }: Model) {
  return connections.filter(({ to }) => to === component.index).map(({ spec }) => spec);
}

/** Writes that return only when they are safe. */
function waiting({ spec }: Pick<CompiledComponent, 'spec'>): Change[] {
  if (spec['replication'] === 'async' || spec['replication'] === 'semi-sync') {
    return [onComponent(spec.id, 'replication', 'synchronous replication', 'sync')];
  }
  return spec['write'] === 'back' ? [onComponent(spec.id, 'write', 'writes through', 'through')] : [];
}

/** A failover that leaves one primary. */
function fenced({ spec }: CompiledComponent): Change[] {
  const failover = spec['failover'] as { readonly fencing?: boolean } | undefined;
  if (failover?.fencing !== false) return [];
  return [onComponent(spec.id, 'failover', 'a failover that fences the old primary', { ...failover, fencing: true })];
}

/** Reads that ask so many nodes that one of them has the last write: R + W > N. */
function quorum(spec: CompiledComponent['spec']): Change[] {
  const [n, r, w] = [Number(spec['n']), Number(spec['r']), Number(spec['w'])];
  return r + w <= n ? [onComponent(spec.id, 'r', `R ${r} → ${n - w + 1}`, n - w + 1)] : [];
}

function fresher(spec: CompiledComponent['spec']): Change[] {
  const ttl = Number(spec['ttl']);
  return ttl > 0 ? [onComponent(spec.id, 'ttl', 'entries live half as long', ttl / 2)] : [];
}

/** Data and effects that are not what callers were told: judged by how many of them there are, not by response times. */
export const wrongEffects: Symptom = {
  codes: ['wrong-effects'],
  observe,
  remedies: ({ component, evidence }, model) => {
    const of = model.components.find(({ spec }) => spec.id === component);
    return of === undefined ? [] : byEffect[evidence['effect'] as Effect](of, model);
  },
  figure: ({ component = '', evidence }) => ({
    name: String(evidence['effect']),
    unit: 'fraction',
    of: ({ components }) => components[component].outcomes?.shares[evidence['effect'] as Effect] ?? 0,
  }),
};
