/** Chance that at least `needs` of `n` independent things are up, each with probability `p`: the binomial law. */
export function binomialTail(n: number, needs: number, p: number): number {
  if (needs <= 0) return 1;
  if (needs > n) return 0;
  const term = (k: number) => choose(n, k) * power(p, k) * power(1 - p, n - k);
  let below = 0;
  for (let k = 0; k < needs; k++) below += term(k);
  return 1 - below;
}

/**
 * Chances that 0, 1, … n of `n` machines are down, with `crews` repairers, both times exponential and `ratio` the mean
 * repair over the mean time up: the machine-repair model. [Gross et al., Fundamentals of Queueing Theory, 2.7]
 */
export function machineRepair(n: number, crews: number, ratio: number): number[] {
  const weights = [1];
  for (let down = 1; down <= n; down++) {
    weights.push((weights[down - 1] * (n - down + 1) * ratio) / Math.min(down, crews));
  }
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => weight / total);
}

function choose(n: number, k: number): number {
  let ways = 1;
  for (let i = 1; i <= k; i++) ways = (ways * (n - k + i)) / i;
  return ways;
}

function power(base: number, exponent: number): number {
  let product = 1;
  for (let i = 0; i < exponent; i++) product *= base;
  return product;
}
