import { Rows } from './rows.ts';
import type { Stamps } from './stamps.ts';
import { Versions } from './versions.ts';

/** What all nodes of one store share in a run: each other, and who knows what. */
export class Cluster<Node> {
  readonly nodes: Node[] = [];
  readonly rows = new Rows();
  readonly versions: Versions;
  /** Timestamps of writes; absent until the clocks of nodes disagree. */
  stamps: Stamps | undefined = undefined;

  constructor(copies: number) {
    this.versions = new Versions(copies);
  }
}
