import type { AnyComponent, CallerSide } from './component.ts';
import type { ConnectionSpec } from './connection.ts';
import type { PlannedCall, PlanStep } from './model.ts';
import { Op } from './outcome.ts';

/** One outgoing connection as the planner sees it. */
export interface PlannerConnection {
  /** Position among the caller's connections. */
  readonly link: number;
  readonly spec: ConnectionSpec;
  readonly callee: AnyComponent;
  /** Whether the callee calls somebody in turn: a cache that reads through. */
  readonly calleeCalls: boolean;
  /** Whether the call goes out from the callee to others, and no further. */
  readonly isPush?: boolean;
  /** Whether the caller only tells of what has been written to it. */
  readonly tellsOfChanges?: boolean;
  /** What the callee has at the caller. */
  readonly atCaller?: CallerSide | undefined;
}

/** What follows from the types where a file does not say otherwise: locks and limits first, then caches, stores, queues. */
const ORDER = { support: 5, cache: 10, other: 20, store: 30, invalidate: 35, queue: 40 } as const;

/** Whether a request of this name takes a connection when it reads or writes here. */
export function isTaken(connection: PlannerConnection, name: string, isWrite: boolean): boolean {
  const { spec, callee, tellsOfChanges } = connection;
  if (tellsOfChanges === true && !isWrite) return false;
  // A queue takes changes; that somebody looked is no message unless the file says so.
  if (spec.for === undefined) return callee.role !== 'queue' || isWrite;
  return spec.for.includes(name) || spec.for.includes(isWrite ? 'write' : 'read');
}

interface Draft {
  readonly order: number;
  readonly onMiss: boolean;
  /** Number of the choice that it is part of; undefined where it excludes no other. */
  readonly choice?: number | undefined;
  readonly call: PlannedCall;
}

/**
 * The calls that a request makes from one component. A read asks the cache first and the stores after a miss, and then
 * fills the cache; a write goes to the store and then drops the entry. `order`, `on`, `as` and `optional` overrule.
 */
export function plan(connections: readonly PlannerConnection[], name: string, isWrite: boolean): PlanStep[] {
  const taken = connections.filter((connection) => isTaken(connection, name, isWrite));
  const isWriting = ({ spec }: PlannerConnection) => (spec.as === undefined ? isWrite : spec.as === 'write');
  const lookups = taken.filter((connection) => connection.callee.role === 'cache' && !isWriting(connection));
  const waitsForMiss = (connection: PlannerConnection) =>
    connection.callee.role !== 'cache' &&
    (connection.spec.on === 'miss' ||
      (connection.spec.on === undefined &&
        lookups.length > 0 &&
        connection.callee.role === 'store' &&
        !isWriting(connection)));
  const fallbacks = taken.filter(waitsForMiss);
  const hasStore = taken.some(({ callee }) => !['cache', 'queue', 'support'].includes(callee.role));

  const drafts: Draft[] = taken.map((connection) => {
    const { spec, callee, link } = connection;
    const isCache = callee.role === 'cache';
    const writes = isWriting(connection);
    const isLookup = isCache && !writes;
    // Beside a store of the caller's own the cache is only told to forget; alone it passes the write on.
    const invalidates = isCache && writes && hasStore;
    const usual = invalidates
      ? ORDER.invalidate
      : isCache
        ? ORDER.cache
        : callee.role === 'store'
          ? ORDER.store
          : callee.role === 'queue'
            ? ORDER.queue
            : callee.role === 'support'
              ? ORDER.support
              : ORDER.other;
    return {
      order: spec.order ?? usual,
      onMiss: waitsForMiss(connection),
      choice: spec.choice,
      call: {
        link,
        op: invalidates ? Op.invalidate : connection.isPush === true ? Op.fill : writes ? Op.write : Op.read,
        times: spec.parallel ? 1 : spec.calls,
        branches: spec.parallel ? spec.calls : 1,
        probability: spec.probability,
        isAsync: spec.mode === 'async',
        // A cache may fail where something else can answer.
        optional: spec.optional ?? (isCache && (invalidates || fallbacks.length > 0)),
        isLookup,
        ...(connection.atCaller === undefined
          ? {}
          : {
              atCaller: {
                goOut: connection.atCaller.goOut(name, writes ? 'write' : 'read'),
                time: connection.atCaller.time,
                isAwaited: connection.atCaller.isAwaited ?? true,
                isNeeded: connection.atCaller.isNeeded ?? true,
              },
            }),
      },
    };
  });

  const filled = lookups.filter((connection) => !connection.calleeCalls);
  const afterMiss = Math.max(...drafts.filter((draft) => draft.onMiss).map((draft) => draft.order));
  const fills: Draft[] =
    fallbacks.length === 0
      ? []
      : filled.map(({ link }) => ({
          // Behind everything of the same order that also waits for the miss.
          order: afterMiss + 0.5,
          onMiss: true,
          call: {
            link,
            op: Op.fill,
            times: 1,
            branches: 1,
            probability: 1,
            isAsync: true,
            optional: true,
            isLookup: false,
          },
        }));
  return grouped([...drafts, ...fills]);
}

/** Behind the shares of those of the same choice that come before it. */
function shareOf(group: number, before: readonly PlannedCall[]): NonNullable<PlannedCall['choice']> {
  const others = before.filter(({ choice }) => choice?.group === group);
  return { group, isFirst: others.length === 0, from: others.reduce((sum, { probability }) => sum + probability, 0) };
}

/** Equal orders run at the same time, higher ones later. */
function grouped(drafts: readonly Draft[]): PlanStep[] {
  const sorted = [...drafts].sort(
    (a, b) => a.order - b.order || Number(a.onMiss) - Number(b.onMiss) || a.call.link - b.call.link,
  );
  const steps: { order: number; onMiss: boolean; calls: PlannedCall[] }[] = [];
  for (const { order, onMiss, choice, call } of sorted) {
    const last = steps.at(-1);
    const isSame = last !== undefined && last.order === order && last.onMiss === onMiss;
    const calls = isSame ? last.calls : [];
    if (!isSame) steps.push({ order, onMiss, calls });
    calls.push(choice === undefined ? call : { ...call, choice: shareOf(choice, calls) });
  }
  return steps.map(({ onMiss, calls }) => ({ onMiss, calls }));
}

/** Calls that are made at the same time; those of one choice are one of them, since only one is made. */
export function alternatives(calls: readonly PlannedCall[]): PlannedCall[][] {
  const groups = new Map<number | PlannedCall, PlannedCall[]>();
  for (const call of calls) {
    const group = call.choice?.group ?? call;
    groups.set(group, [...(groups.get(group) ?? []), call]);
  }
  return [...groups.values()];
}

/** Whether a request fails where a call cannot be made. */
export function isNeeded({ atCaller }: PlannedCall): boolean {
  return atCaller === undefined || (atCaller.goOut > 0 && atCaller.isNeeded);
}
