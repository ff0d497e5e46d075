import { readQuantity } from '../../simulator/index.ts';
import type { RawRequest } from '../../src/index.ts';

/** The mix of a stream's requests: shares are relative to each other. */

type Requests = Readonly<Record<string, RawRequest>>;

export function shareOf({ share }: RawRequest & { readonly share?: unknown }): number {
  if (share === undefined) return 1;
  const reading = readQuantity(share, 'fraction');
  return reading.ok && reading.value > 0 ? reading.value : 0;
}

export function isRead({ kind }: RawRequest & { readonly kind?: unknown }): boolean {
  return kind === undefined || kind === 'read';
}

function total(requests: readonly RawRequest[]): number {
  return requests.reduce((sum, request) => sum + shareOf(request), 0);
}

/** Part of each request of the whole, 0 to 1. */
export function parts(requests: Requests): Readonly<Record<string, number>> {
  const all = total(Object.values(requests));
  return Object.fromEntries(
    Object.entries(requests).map(([name, request]) => [name, all === 0 ? 0 : shareOf(request) / all]),
  );
}

/** Part of the reads; undefined where the stream does not have both kinds, so that there is nothing to mix. */
export function readPart(requests: Requests): number | undefined {
  const reads = Object.values(requests).filter(isRead);
  const writes = Object.values(requests).filter((request) => !isRead(request));
  if (reads.length === 0 || writes.length === 0) return undefined;
  const all = total(Object.values(requests));
  return all === 0 ? undefined : total(reads) / all;
}

/** Digits that keep shares readable in a file and exact to a thousandth of a percent. */
const DIGITS = 5;

/** The requests with reads at `part` of the whole; among reads and among writes the proportions stay. */
export function withReadPart(requests: Requests, part: number): Requests {
  const reads = total(Object.values(requests).filter(isRead));
  const writes = total(Object.values(requests).filter((request) => !isRead(request)));
  return Object.fromEntries(
    Object.entries(requests).map(([name, request]) => {
      const [group, of] = isRead(request) ? [reads, part] : [writes, 1 - part];
      const share = group === 0 ? of : (shareOf(request) / group) * of;
      return [name, { ...request, share: Number(share.toFixed(DIGITS)) }];
    }),
  );
}

/** A name that no request has yet. */
export function freeName(requests: Requests, base: string): string {
  if (requests[base] === undefined) return base;
  for (let n = 2; ; n += 1) {
    if (requests[`${base}-${n}`] === undefined) return `${base}-${n}`;
  }
}

/** The requests with one under another name, in the same order. */
export function renamed(requests: Requests, from: string, to: string): Requests {
  return Object.fromEntries(Object.entries(requests).map(([name, request]) => [name === from ? to : name, request]));
}
