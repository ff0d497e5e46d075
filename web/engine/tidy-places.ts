import { Graph, layout as runDagre } from '@dagrejs/dagre';
import { type DesignDocument, type Position, zonesOf } from '../../src/index.ts';
import { NODE_GAP, NODE_HEIGHT, NODE_WIDTH, RANK_GAP, snapped } from '../state/grid.ts';

/** Places for all components, calls going from left to right. The same design gives the same places. */
export function tidyPlaces(document: DesignDocument): Readonly<Record<string, Position>> {
  const graph = new Graph({ compound: document.components.some((component) => zonesOf(component).length === 1) });
  graph.setGraph({ rankdir: 'LR', ranksep: RANK_GAP, nodesep: NODE_GAP });
  graph.setDefaultEdgeLabel(() => ({}));
  graph.setDefaultNodeLabel(() => ({}));
  for (const { id } of document.components) graph.setNode(id, { width: NODE_WIDTH, height: NODE_HEIGHT });
  for (const { from, to } of document.connections) graph.setEdge(from, to);
  groupByZone(graph, document);
  runDagre(graph);
  const places: Record<string, Position> = {};
  for (const { id } of document.components) {
    // Dagre places centers.
    const { x, y } = graph.node(id) as Position;
    places[id] = { x: snapped(x - NODE_WIDTH / 2), y: snapped(y - NODE_HEIGHT / 2) };
  }
  return places;
}

/** What stands in one zone stays together (in a compound graph), and so do the zones of a region. Names of groups have a colon, which ids have not. */
function groupByZone(graph: Graph, { components, zones = {} }: DesignDocument): void {
  for (const component of components) {
    const [zone, ...others] = zonesOf(component);
    if (zone === undefined || others.length > 0) continue;
    const region = zones[zone]?.region;
    graph.setParent(component.id, `zone:${zone}`);
    if (region !== undefined) graph.setParent(`zone:${zone}`, `region:${region}`);
  }
}
