/** Numbers of items that do not exist begin here, beyond those of all that do: 2^40. */
const FIRST = 1_099_511_627_776;

/** The number of an item that does not exist; as many have one as there are items that do, asked for as unevenly. */
export function absentKey(rank: number): number {
  return FIRST + rank;
}

export function isAbsent(key: number): boolean {
  return key >= FIRST;
}
