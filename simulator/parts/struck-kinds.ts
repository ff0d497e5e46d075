import type { RequestKind } from '../model.ts';
import { OPS, Op } from '../outcome.ts';

/**
 * Which calls a fault strikes that names requests, reads or writes: 1 by request kind × OPS + op. Undefined where it names
 * none, and so strikes all.
 */
export function struckKinds(
  kinds: readonly RequestKind[],
  requests: readonly string[] | undefined,
): Uint8Array | undefined {
  if (requests === undefined) return undefined;
  const struck = new Uint8Array(kinds.length * OPS);
  for (const { index, name } of kinds) {
    for (let op = 0; op < OPS; op++) {
      const verb = op === Op.read ? 'read' : op === Op.write ? 'write' : undefined;
      struck[index * OPS + op] = Number(requests.includes(name) || (verb !== undefined && requests.includes(verb)));
    }
  }
  return struck;
}
