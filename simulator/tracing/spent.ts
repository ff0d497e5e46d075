/**
 * What a request's time is spent on. Numbers 0 to 3 are between components, on no connection in particular; those of
 * component c are 4 + 2c, its wait, and 5 + 2c, its work; behind them each connection has its own four.
 */
export const Spent = {
  /** On the wire, there or back. */
  network: 0,
  /** On attempts that failed or were given up, and on backoff. */
  retry: 1,
  /** On the caller's own side before a call: for a pooled connection, a bulkhead, a rate limit. */
  limit: 2,
  /** Before the copy of a hedged call was sent that then won. */
  hedge: 3,
} as const;

/** Names of what lies between components, by number. */
export const betweenNames = ['network', 'retry', 'limit', 'hedge'] as const;

const BETWEEN = betweenNames.length;

/** The number of a component's wait. */
export function waitAt(component: number): number {
  return BETWEEN + 2 * component;
}

/** The number of a component's work. */
export function workAt(component: number): number {
  return BETWEEN + 2 * component + 1;
}

/** The number that the first of `Spent` has on a connection, of a design with so many components; the others follow. */
export function onConnection(components: number, connection: number): number {
  return BETWEEN + 2 * components + BETWEEN * connection;
}

/** How many numbers a design has. */
export function sorts({
  components,
  connections,
}: {
  components: ArrayLike<unknown>;
  connections: ArrayLike<unknown>;
}): number {
  return onConnection(components.length, connections.length);
}
