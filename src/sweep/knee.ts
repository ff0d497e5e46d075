/** A knee flatter than this, as a share of the diagonal of the plot, is none. */
const FLATTEST = 0.2;
/** Fewer points show no bend. */
const FEWEST = 4;

/**
 * Where a curve bends most: the point farthest from the straight line between its ends, on axes scaled to the data.
 * [Satopaa et al., "Finding a 'Kneedle' in a Haystack", ICDCS Workshops 2011] Its index; undefined where nothing bends.
 */
export function kneeOf(xs: readonly number[], ys: readonly number[]): number | undefined {
  const [x0 = 0, y0 = 0] = [xs[0], ys[0]];
  const [x1 = 0, y1 = 0] = [xs.at(-1), ys.at(-1)];
  const height = Math.max(...ys) - Math.min(...ys);
  if (xs.length < FEWEST || x1 === x0 || !(height > 0)) return undefined;
  const distances = xs.map((x, i) => {
    const share = (x - x0) / (x1 - x0);
    return Math.abs((ys[i] ?? 0) - (y0 + share * (y1 - y0))) / height;
  });
  const farthest = Math.max(...distances);
  return farthest < FLATTEST ? undefined : distances.indexOf(farthest);
}
