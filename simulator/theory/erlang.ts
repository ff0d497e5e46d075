/** Erlang's two formulas. Offered load is arrival rate × mean service time, in erlangs. */

/**
 * Erlang B: the probability that an arrival finds all servers busy where nobody can wait. Exact for Poisson arrivals
 * and any service time, at any load. The recursion over servers only adds positive terms and neither overflows nor
 * cancels. [Erlang 1917; recursion: Jagerman, Bell System Tech. J. 53, 1974]
 */
export function erlangB(servers: number, offeredLoad: number): number {
  let blocking = 1;
  for (let n = 1; n <= servers; n++) blocking = (offeredLoad * blocking) / (n + offeredLoad * blocking);
  return blocking;
}

/**
 * Erlang C: the probability that an arrival must wait in M/M/c. It is 1 where the load reaches the number of servers,
 * because the queue then grows without end. [Erlang 1917; Kleinrock, "Queueing Systems" I, § 3.5]
 */
export function erlangC(servers: number, offeredLoad: number): number {
  if (offeredLoad >= servers) return 1;
  const blocking = erlangB(servers, offeredLoad);
  return (servers * blocking) / (servers - offeredLoad * (1 - blocking));
}
