/**
 * The reference of the benchmarks: M/M/1 at 0.8 with nothing but two event times, a ring of arrival times and a sum. What
 * the machine can do at this moment when nobody asks for more.
 */
export function bareQueue(requests: number): { requests: number; events: number } {
  const arrivals = new Float64Array(65_536);
  let head = 0;
  let tail = 0;
  let arrived = 0;
  let state = 123_456_789;
  let nextArrival = 0;
  let nextDeparture = Number.POSITIVE_INFINITY;
  let sum = 0;
  const exponential = (mean: number): number => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return -Math.log(((state >>> 0) + 0.5) / 4_294_967_296) * mean;
  };
  for (let served = 0; served < requests; ) {
    if (nextArrival <= nextDeparture) {
      if (head === tail) nextDeparture = nextArrival + exponential(0.8);
      arrivals[tail++ & 65_535] = nextArrival;
      arrived++;
      nextArrival += exponential(1);
    } else {
      sum += nextDeparture - arrivals[head++ & 65_535];
      served++;
      nextDeparture = head === tail ? Number.POSITIVE_INFINITY : nextDeparture + exponential(0.8);
    }
  }
  // The sum is used, so that the loop is not optimized away.
  return { requests: sum > 0 ? requests : 0, events: arrived + requests };
}
