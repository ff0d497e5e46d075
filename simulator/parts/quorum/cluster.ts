import { Rows } from './rows.ts';
import { Versions } from './versions.ts';

/** What all nodes of one store share in a run: each other, and who knows what. */
export class Cluster<Node> {
  readonly nodes: Node[] = [];
  readonly rows = new Rows();
  readonly versions: Versions;

  constructor(size: number) {
    this.versions = new Versions(size);
  }
}
