import type { Edge, Node } from '@xyflow/react';
import { connectionKey, type DesignDocument, type RawComponent, type RawConnection } from '../../src/index.ts';
import { type Places, placesOf } from '../editor/layout.ts';
import { readingOrder } from '../editor/order.ts';
import type { Selection } from '../state/document-store.ts';
import { NODE_HEIGHT, NODE_WIDTH } from '../state/grid.ts';

/** The document as React Flow wants it. Metrics are not in here: nodes look them up themselves. */

export type ComponentNodeData = {
  readonly component: RawComponent;
  /** Place in reading order, from 1, and how many there are. */
  readonly ordinal: number;
  readonly count: number;
  readonly incoming: number;
  readonly outgoing: number;
  /** The one stop of the Tab key on the canvas. */
  readonly tabbable: boolean;
};
export type ComponentNode = Node<ComponentNodeData, 'component'>;

export type ConnectionEdgeData = { readonly connection: RawConnection; readonly label: string };
export type ConnectionEdge = Edge<ConnectionEdgeData, 'connection'>;

const TYPICAL = 64;

/** Nodes that did not change are the same objects, so that React skips them. */
export class NodeCache {
  private readonly nodes = new Map<string, ComponentNode>();

  build(document: DesignDocument, selection: Selection, dragged: Places | undefined): ComponentNode[] {
    const places = placesOf(document);
    const order = new Map(readingOrder(document).map((id, index) => [id, index + 1]));
    const incoming = new Map<string, number>();
    const outgoing = new Map<string, number>();
    for (const { from, to } of document.connections) {
      outgoing.set(from, (outgoing.get(from) ?? 0) + 1);
      incoming.set(to, (incoming.get(to) ?? 0) + 1);
    }
    const selected = new Set(selection.components);
    const stop = selection.components.at(-1) ?? order.keys().next().value;
    if (this.nodes.size > document.components.length + TYPICAL) this.nodes.clear();
    return document.components.map((component) => {
      const { id } = component;
      const node: ComponentNode = {
        id,
        type: 'component',
        position: dragged?.[id] ?? places[id] ?? { x: 0, y: 0 },
        selected: selected.has(id),
        width: NODE_WIDTH,
        height: NODE_HEIGHT,
        measured: { width: NODE_WIDTH, height: NODE_HEIGHT },
        data: {
          component,
          ordinal: order.get(id) ?? 0,
          count: document.components.length,
          incoming: incoming.get(id) ?? 0,
          outgoing: outgoing.get(id) ?? 0,
          tabbable: id === stop,
        },
      };
      const before = this.nodes.get(id);
      const same = before !== undefined && sameNode(before, node);
      if (!same) this.nodes.set(id, node);
      return same ? before : node;
    });
  }
}

function sameNode(a: ComponentNode, b: ComponentNode): boolean {
  return (
    a.selected === b.selected &&
    a.position.x === b.position.x &&
    a.position.y === b.position.y &&
    a.data.component === b.data.component &&
    a.data.ordinal === b.data.ordinal &&
    a.data.count === b.data.count &&
    a.data.incoming === b.data.incoming &&
    a.data.outgoing === b.data.outgoing &&
    a.data.tabbable === b.data.tabbable
  );
}

export class EdgeCache {
  private readonly edges = new Map<string, ConnectionEdge>();

  build(
    document: DesignDocument,
    selection: Selection,
    label: (connection: RawConnection) => string,
  ): ConnectionEdge[] {
    const selected = new Set(selection.connections);
    if (this.edges.size > document.connections.length + TYPICAL) this.edges.clear();
    return document.connections.map((connection) => {
      const id = connectionKey(connection);
      const before = this.edges.get(id);
      const text = label(connection);
      if (
        before !== undefined &&
        before.data?.connection === connection &&
        before.data.label === text &&
        before.selected === selected.has(id)
      ) {
        return before;
      }
      const edge: ConnectionEdge = {
        id,
        type: 'connection',
        source: connection.from,
        target: connection.to,
        selected: selected.has(id),
        ariaLabel: text,
        data: { connection, label: text },
      };
      this.edges.set(id, edge);
      return edge;
    });
  }
}
