import type { Topology } from '../topology.ts';
import type { Say } from './known.ts';

/** Calls that exclude one another are made at the same time, and of all of them at most one. */
export function checkChoices(topology: Topology, error: Say): void {
  const kinds = topology.streams.flatMap(({ requests }) => Object.entries(requests));
  topology.connections.forEach((connection, index) => {
    if (connection.choice === undefined) return;
    const at = topology.connections.findIndex(
      ({ from, choice }) => from === connection.from && choice === connection.choice,
    );
    const first = topology.connections[at];
    if (first.order !== connection.order || first.on !== connection.on)
      error(
        'choice-order',
        ['connections', index, 'choice'],
        `The calls of choice ${connection.choice} of "${connection.from}" are not made at the same time.`,
        'One of them is drawn, and so their turn must have come for all.',
        'Give them the same "order" and "on".',
      );
    if (at !== index) return;
    for (const [name, { kind }] of kinds) {
      const sum = topology.connections
        .filter(({ from, choice }) => from === connection.from && choice === connection.choice)
        .filter((of) => of.for?.some((each) => each === name || each === kind) ?? true)
        .reduce((total, { probability }) => total + probability, 0);
      if (sum <= 1 + 1e-9) continue;
      error(
        'choice-sum',
        ['connections', index, 'choice'],
        `The probabilities of choice ${connection.choice} of "${connection.from}" add up to ${Math.round(sum * 1e4) / 100} % for "${name}".`,
        'At most one of these calls is made.',
        'Lower them so that they add up to 100 % at most; what is left makes none of them.',
      );
      return;
    }
  });
}
