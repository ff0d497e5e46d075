import type { RandomStream } from '../kernel/index.ts';
import type { Distribution } from './law.ts';

const BLOCK = 32;

/**
 * A law with a stream that nothing else draws from. The draws are the same as one by one, but made a block at a time: a
 * station that wants one reads a number, and which law it comes from costs nothing.
 */
export class Draws {
  private readonly law: Distribution;
  private readonly stream: RandomStream;
  private readonly block: Float64Array = new Float64Array(BLOCK);
  private at = BLOCK;

  constructor(law: Distribution, stream: RandomStream) {
    this.law = law;
    this.stream = stream;
  }

  /** The next draw [s]. */
  next(): number {
    if (this.at === BLOCK) this.refill();
    return this.block[this.at++];
  }

  private refill(): void {
    const { law, stream, block } = this;
    for (let i = 0; i < BLOCK; i++) block[i] = law.sample(stream);
    this.at = 0;
  }
}
