import { exp, ln } from './math.ts';

/** Layers of a ziggurat; a draw spends eight of its bits on choosing one. */
export const LAYERS = 256;
const TWO_53 = 9007199254740992;

/**
 * The tables of a ziggurat: a decreasing density covered by 256 layers of equal area. A point drawn evenly in a layer
 * lies under the density at once in some 99 of 100 draws, for the price of a multiplication and a comparison.
 * [Marsaglia & Tsang, "The ziggurat method for generating random variables", J. Stat. Software 5(8), 2000]
 *
 * Layer 0 is the base strip with the tail; layer i lies between x[i + 1] and x[i], and x[256] = 0.
 */
export class Ziggurat {
  /** Where the tail begins. */
  readonly tail: number;
  /** Width of a layer for each unit of a 53-bit integer. */
  readonly width: Float64Array = new Float64Array(LAYERS);
  /** A 53-bit integer below this needs no further test in its layer. */
  readonly inside: Float64Array = new Float64Array(LAYERS);
  /** The density at the edges of the layers, not normalized: 1 at zero. */
  readonly density: Float64Array = new Float64Array(LAYERS + 1);

  /**
   * @param tail where the tail begins, such that the 256 areas close exactly at zero
   * @param area of each layer, and of the base strip with its tail
   */
  constructor(tail: number, area: number, density: (x: number) => number, inverse: (y: number) => number) {
    this.tail = tail;
    let outer = area / density(tail);
    let inner = tail;
    for (let layer = 0; layer < LAYERS; layer++) {
      this.width[layer] = outer / TWO_53;
      this.inside[layer] = (inner / outer) * TWO_53;
      this.density[layer] = density(outer);
      outer = inner;
      inner = layer < LAYERS - 2 ? inverse(area / outer + density(outer)) : 0;
    }
    this.density[LAYERS] = 1;
  }
}

/** exp(-x). The constants solve the closing condition to 17 digits. */
export const exponentialZiggurat: Ziggurat = new Ziggurat(
  7.69711747013105,
  0.003949659822581557,
  (x) => exp(-x),
  (y) => -ln(y),
);

/** exp(-x²/2), the right half. */
export const normalZiggurat: Ziggurat = new Ziggurat(
  3.654152885361009,
  0.004928673233974655,
  (x) => exp(-0.5 * x * x),
  (y) => Math.sqrt(-2 * ln(y)),
);
