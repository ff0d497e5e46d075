import type { Change, Edit } from '../change.ts';
import type { Trial } from './effect.ts';

/** A finding that is still open: what was tried for it, the most telling first. */
interface Open {
  readonly trials: readonly Trial[];
}

/** Of so many changes each two are tried together: six experiments at most. */
const MOST_CHANGES = 4;

/**
 * Changes of which none helps alone, two by two: where two things each limit a design to the same, neither alone shows.
 * Of each finding the most telling one, the gravest finding first; none of the same place twice.
 */
export function pairsOf(findings: readonly Open[]): Change[] {
  const chosen: Change[] = [];
  for (const { trials } of findings) {
    const able = trials.find(
      ({ change, figure }) => figure === undefined && chosen.every((other) => !meets(change, other)),
    );
    if (able !== undefined && chosen.length < MOST_CHANGES) chosen.push(able.change);
  }
  return chosen.flatMap((first, i) => chosen.slice(i + 1).map((second) => both(first, second)));
}

function both(first: Change, second: Change): Change {
  return { says: `${first.says}, and ${second.says}`, edits: [...first.edits, ...second.edits] };
}

/** Whether one change holds all that another does. */
export function includes(whole: Change, part: Change): boolean {
  return part.edits.every((edit) => whole.edits.includes(edit));
}

/** Whether two changes are of the same place. */
function meets(one: Change, other: Change): boolean {
  return one.edits.some((edit) => other.edits.some((of) => placeOf(edit) === placeOf(of)));
}

function placeOf(edit: Edit): string {
  if ('component' in edit) return edit.component;
  if ('from' in edit) return `${edit.from}->${edit.to}`;
  return 'request' in edit ? `request ${edit.request}` : `fault ${edit.fault}`;
}
