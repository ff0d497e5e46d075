import type { AnyComponent } from '../component.ts';
import { fieldsOf } from '../field.ts';
import type { ComponentSpec, Topology } from '../topology.ts';
import type { Known, Path, Say } from './known.ts';

/** Policies of connections that cannot work together, or not with what stands at the ends. */
export function checkPolicies(topology: Topology, components: Known, error: Say, warn: Say): void {
  topology.connections.forEach((connection, i) => {
    const at = (field: string): Path => ['connections', i, field];
    const from = components.get(connection.from);
    const to = components.get(connection.to);
    if (from === undefined || to === undefined) return;
    const { calls, parallel, need, withReplacement, hedge, cancellation } = connection;
    const { timeout, deadline, propagateDeadline, idempotencyKey } = connection;
    if (need !== undefined && !parallel)
      error(
        'need-without-parallel',
        at('need'),
        '"need" counts the answers of calls that are made at once.',
        'Calls that are made one after the other are all answered.',
        'Write "parallel": true, or remove "need".',
      );
    else if (need !== undefined && need > calls)
      error(
        'need-too-many',
        at('need'),
        `${need} answers are needed of ${calls} calls.`,
        'More answers than calls never come.',
        `Raise "calls" to ${need}, or lower "need".`,
      );
    const instances = mostAble(to);
    if (parallel && !withReplacement && instances > 1 && calls > instances)
      error(
        'not-enough-instances',
        at('calls'),
        `${calls} calls at once go to different instances, and "${connection.to}" has ${instances} that take them.`,
        'Each of the calls is for an instance of its own.',
        `Give "${connection.to}" more instances, make fewer calls, or write "withReplacement": true.`,
      );
    const copies = parallel && !withReplacement && calls > 1 ? 'parallel' : hedge === undefined ? undefined : 'hedge';
    if (copies !== undefined && to.definition.role === 'router')
      warn(
        'meets-behind-router',
        at(copies),
        `The calls of one request to "${connection.to}" may meet at the same instance behind it.`,
        `"${connection.to}" spreads calls without knowing which belong together: two copies then share a queue, or a failure.`,
        `Connect "${connection.from}" to what is behind "${connection.to}" directly, where each copy goes to an instance of its own, or accept that some meet${copies === 'parallel' ? ' and write "withReplacement": true' : ''}.`,
      );
    const handsOn = from.definition.role === 'queue' || from.definition.tellsOfChanges === true;
    const isMessaging = handsOn || to.definition.role === 'queue';
    if (cancellation && isMessaging)
      error(
        'cannot-cancel',
        at('cancellation'),
        'A message that has been sent is not taken back.',
        'A queue keeps it and hands it out, whoever still waits.',
        'Remove "cancellation".',
      );
    if (hedge !== undefined && handsOn)
      error(
        'cannot-hedge',
        at('hedge'),
        'A queue hands a message to one consumer.',
        'It hands it out again when its visibility timeout is over.',
        'Remove "hedge".',
      );
    const forgets = to.spec.dedupeWindow === undefined && to.definition.role !== 'router';
    if (idempotencyKey && forgets && !passesKeysOn(topology, connection.to))
      warn(
        'key-ignored',
        at('idempotencyKey'),
        `"${connection.to}" ignores the idempotency keys that come to it.`,
        'A key prevents nothing by itself: the callee must remember it, or pass it on to somebody who does.',
        `Write a "dedupeWindow" for "${connection.to}" where its type has one, or "idempotencyKey" on its own connections; or remove this one.`,
      );
    if (!parallel && withReplacement)
      warn(
        'no-effect',
        at('withReplacement'),
        'Calls that are made one after the other are balanced one by one in any case.',
        'Which instances may meet is a question of calls that are made at once.',
        'Write "parallel": true, or remove "withReplacement".',
      );
    if (parallel && calls === 1)
      warn(
        'no-effect',
        at('parallel'),
        'A single call is made at the same time as no other.',
        '"parallel" is about the "calls" of one request over this connection.',
        'Write how many "calls" there are, or remove "parallel".',
      );
    if (hedge !== undefined && timeout !== undefined && hedge.after >= timeout)
      warn(
        'no-effect',
        at('hedge'),
        `No copy is ever sent: ${timeout} s is the timeout, and the copy waits for ${hedge.after} s.`,
        'The first has failed before a second is sent.',
        'Make "after" shorter than the "timeout".',
      );
    if (deadline !== undefined && timeout !== undefined && timeout > deadline)
      warn(
        'no-effect',
        at('timeout'),
        `The timeout of ${timeout} s never strikes: the deadline of ${deadline} s comes first.`,
        'The deadline is for all attempts and the waits between them together.',
        'Make the "timeout" shorter than the "deadline", or remove it.',
      );
    if (propagateDeadline && deadline === undefined)
      warn(
        'no-effect',
        at('propagateDeadline'),
        'There is no deadline here that could travel.',
        '"propagateDeadline" sends the "deadline" of this connection on; deadlines from further up travel anyway.',
        'Write a "deadline", or remove "propagateDeadline".',
      );
  });
}

/** Who is to remember keys must be sent some. */
export function checkKeys({ components, connections }: Topology, known: Known, warn: Say): void {
  components.forEach(({ id, dedupeWindow }, i) => {
    const definition = known.get(id)?.definition;
    if (dedupeWindow === undefined || definition === undefined) return;
    // A type that remembers them by itself was not told to.
    const isOwn = fieldsOf(definition.config).some(
      ({ name, schema }) => name === 'dedupeWindow' && schema.safeParse(undefined).data !== undefined,
    );
    if (isOwn || connections.some(({ to, idempotencyKey }) => to === id && idempotencyKey)) return;
    warn(
      'no-keys',
      ['components', i, 'dedupeWindow'],
      `"${id}" remembers idempotency keys, and none ever come to it.`,
      'What is sent twice without a key is done twice.',
      `Write "idempotencyKey" on the connections to "${id}", or remove "dedupeWindow".`,
    );
  });
}

/** Whether a component sends keys itself, which it then makes of those that come. */
function passesKeysOn({ connections }: Topology, id: string): boolean {
  return connections.some(({ from, idempotencyKey }) => from === id && idempotencyKey);
}

/** Instances that take reads or that take writes, whichever are more. */
function mostAble({ spec, definition }: { spec: ComponentSpec; definition: AnyComponent }): number {
  const count = definition.instances(spec);
  const all = Array.from({ length: count }, (_, instance) => definition.takes?.(spec, instance) ?? 'all');
  const able = (op: 'reads' | 'writes') => all.filter((of) => of === 'all' || of === op).length;
  return Math.max(able('reads'), able('writes'));
}
