/** Height of a row on the track of faults [px]. */
export const LANE = 28;
