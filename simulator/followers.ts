interface Edge<Of> {
  readonly from: Of;
  readonly to: Of;
}

/** What comes of a change feed, from a store to a target, and is reached by no other way. */
export interface Followers<Of> {
  readonly all: ReadonlySet<Of>;
  /** Whether some who write to the store come of the feed and are reached otherwise too: what they write cannot be told apart. */
  readonly areMixed: boolean;
}

/**
 * Those who follow a change feed may write to its store: a worker that notes in the orders what has become of them. What they
 * write is an answer to what they were told, and the feed does not tell of it again: an outbox has what the service put in.
 *
 * @param tells whether the connections of a component are change feeds
 */
export function followersOf<Of>(
  edges: readonly Edge<Of>[],
  { from: store, to: target }: Edge<Of>,
  tells: (component: Of) => boolean,
  clients: readonly Of[],
): Followers<Of> {
  const after = reached([target], (edge) => edge.from !== store);
  const otherwise = reached(clients, (edge) => !tells(edge.from));
  const writers = edges.filter(({ to }) => to === store).map(({ from }) => from);
  return {
    all: new Set([...after].filter((component) => !otherwise.has(component))),
    areMixed: writers.some((writer) => after.has(writer) && otherwise.has(writer)),
  };

  function reached(from: readonly Of[], isOpen: (edge: Edge<Of>) => boolean): Set<Of> {
    const seen = new Set(from);
    for (let before = -1; before !== seen.size; ) {
      before = seen.size;
      for (const edge of edges) if (seen.has(edge.from) && isOpen(edge)) seen.add(edge.to);
    }
    return seen;
  }
}
