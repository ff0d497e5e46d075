import {
  Background,
  BackgroundVariant,
  type Connection,
  type EdgeChange,
  type FinalConnectionState,
  type NodeChange,
  ReactFlow,
  ReactFlowProvider,
  SelectionMode,
  useStore,
} from '@xyflow/react';
import { type MouseEvent, useEffect, useMemo, useRef, useState } from 'react';
import { type DesignDocument, refusal, zonesOf } from '../../src/index.ts';
import { connectComponents, hasPlace, moveTo, refuse } from '../editor/actions.ts';
import { type Places, placesOf } from '../editor/layout.ts';
import { onTidyFrame } from '../editor/tidy.ts';
import { connectionName } from '../editor/words.ts';
import { getDocument, getSelection, select, useDocument, useSelection } from '../state/document-store.ts';
import { framePlaces } from '../state/frame-places.ts';
import { GRID } from '../state/grid.ts';
import { openDialog, useShell } from '../state/shell.ts';
import { viewport } from '../state/viewport.ts';
import { classNames } from '../ui/index.ts';
import { ArmedBanner, fireAt } from './armed.tsx';
import styles from './canvas.module.css';
import { CanvasControls } from './canvas-controls.tsx';
import { CanvasEmpty } from './canvas-empty.tsx';
import { CanvasMenu } from './canvas-menu.tsx';
import { ComponentNode } from './component-node.tsx';
import { Arrowheads, ConnectionEdge } from './connection-edge.tsx';
import { ConnectionHint } from './connection-hint.tsx';
import { type FrameNode, FrameNodeView, frameNodes } from './frame-node.tsx';
import { framesOf, zoneUnder } from './frames.ts';
import {
  type ComponentNode as ComponentFlowNode,
  type ConnectionEdge as ConnectionFlowEdge,
  EdgeCache,
  NodeCache,
} from './graph.ts';
import { itemAt, pathOf } from './item-at.ts';
import { policyMarks } from './policy-text.ts';
import { useViewport } from './use-viewport.ts';
import './flow.css';

const nodeTypes = { component: ComponentNode, frame: FrameNodeView };

type CanvasNode = ComponentFlowNode | FrameNode;
const edgeTypes = { connection: ConnectionEdge };

/** Below these zooms a card shows only its name and load, in ever larger type. */
const FAR = 0.62;
const VERY_FAR = 0.42;

/** Selected ids after React Flow's changes of selection. */
function afterChanges(
  selected: readonly string[],
  changes: readonly { id: string; selected: boolean }[],
): readonly string[] {
  const gone = new Set(changes.filter((change) => !change.selected).map(({ id }) => id));
  const added = changes.filter((change) => change.selected && !selected.includes(change.id)).map(({ id }) => id);
  return [...selected.filter((id) => !gone.has(id)), ...added];
}

function selectionChanges(changes: readonly (NodeChange<CanvasNode> | EdgeChange<ConnectionFlowEdge>)[]) {
  return changes.filter((change) => change.type === 'select');
}

function onEdgesChange(changes: EdgeChange<ConnectionFlowEdge>[]): void {
  const chosen = selectionChanges(changes);
  if (chosen.length === 0) return;
  const { components, connections } = getSelection();
  select({ components, connections: afterChanges(connections, chosen) });
}

/** The zones that components come into by lying where they are: others than their own, for what stands in one or in none. */
function dropsOf(document: DesignDocument, dragged: Places): ReadonlyMap<string, string> {
  const frames = framesOf(document, placesOf(document), Object.keys(dragged), framePlaces());
  const drops = document.components.flatMap((component): [string, string][] => {
    const place = dragged[component.id];
    const zone = place && zoneUnder(frames, place);
    const own = zonesOf(component);
    const isNew = zone !== undefined && own.length <= 1 && own[0] !== zone && hasPlace(component);
    return isNew ? [[component.id, zone]] : [];
  });
  return new Map(drops);
}

/** Follows the pointer while dragging; the document hears of it once, when it ends. */
function useNodeChanges() {
  const [dragged, setDragged] = useState<Places>();
  useEffect(() => onTidyFrame(setDragged), []);

  const onNodesChange = (changes: NodeChange<CanvasNode>[]): void => {
    const chosen = selectionChanges(changes);
    if (chosen.length > 0) {
      const { components, connections } = getSelection();
      select({ components: afterChanges(components, chosen), connections });
    }
    const moves = changes.filter((change) => change.type === 'position');
    if (moves.length === 0) return;
    const places = Object.fromEntries(
      moves.flatMap(({ id, position }) => (position === undefined ? [] : [[id, position]])),
    );
    if (moves.some(({ dragging }) => dragging === true)) {
      setDragged((before) => ({ ...before, ...places }));
      return;
    }
    moveTo({ ...dragged, ...places }, dropsOf(getDocument(), { ...dragged, ...places }));
    setDragged(undefined);
  };
  return { dragged, onNodesChange };
}

/** A connection was let go of: over a component that may not be called, or over nothing. */
function onConnectEnd(event: globalThis.MouseEvent | TouchEvent, state: FinalConnectionState): void {
  if (state.isValid === true || state.fromNode === null) return;
  const from = state.fromNode.id;
  if (state.toNode !== null && state.toNode.id !== from) {
    const reason = refusal(getDocument(), from, state.toNode.id);
    if (reason !== undefined) refuse(reason);
    return;
  }
  if (state.toNode !== null) return;
  const point = 'changedTouches' in event ? event.changedTouches[0] : event;
  if (point === undefined) return;
  const at = viewport()?.at({ x: point.clientX, y: point.clientY });
  openDialog({ name: 'add', from, ...(at === undefined ? {} : { at }) });
}

/** A context menu asked for by key: neither the second button, nor Ctrl and the first, nor a long press. */
function isByKey(event: globalThis.MouseEvent): boolean {
  const touched = event instanceof PointerEvent && event.pointerType === 'touch';
  return event.button !== 2 && !event.ctrlKey && !touched;
}

function Flow() {
  const design = useDocument((whole) => whole);
  const selection = useSelection();
  const { dragged, onNodesChange } = useNodeChanges();
  // Asked for on an empty canvas, it would move the view under the first component that is dropped there.
  const [fitAtFirst] = useState(() => getDocument().components.length > 0);
  const [cache] = useState(() => ({ nodes: new NodeCache(), edges: new EdgeCache() }));
  const armed = useShell((shell) => shell.armed !== undefined);
  const [menuAt, setMenuAt] = useState<{ x: number; y: number }>();
  const section = useRef<HTMLElement>(null);
  const far = useStore(({ transform: [, , zoom] }) => (zoom < VERY_FAR ? 'very' : zoom < FAR ? 'far' : 'near'));
  useViewport(section);

  const nodes = useMemo((): CanvasNode[] => {
    const frames = framesOf(design, { ...placesOf(design), ...dragged }, [], framePlaces());
    const targets = frames.length === 0 ? undefined : dropsOf(design, dragged ?? {});
    return [...frameNodes(frames, new Set(targets?.values())), ...cache.nodes.build(design, selection, dragged)];
  }, [cache, design, selection, dragged]);
  const edges = useMemo(
    () =>
      cache.edges.build(design, selection, (connection) => {
        const words = policyMarks(connection).map((mark) => `, ${mark.words.toLowerCase()}`);
        return `Call from ${connectionName(design, connection)}${words.join('')}`;
      }),
    [cache, design, selection],
  );

  const openMenu = (event: MouseEvent): void => {
    const target = event.target as Element;
    if (target.closest('button, [role="toolbar"]') !== null) return;
    event.preventDefault();
    const { component, connection } = itemAt(target);
    // By the menu key it is about what is selected, and opens there.
    if (isByKey(event.nativeEvent)) {
      const [key] = getSelection().connections;
      const item = key === undefined ? document.activeElement : section.current?.querySelector(pathOf(key));
      const box = (item ?? section.current)?.getBoundingClientRect();
      if (box !== undefined) setMenuAt({ x: box.left + box.width / 2, y: box.top + box.height / 2 });
      return;
    }
    if (component === undefined) select(connection === undefined ? {} : { connections: [connection] });
    else if (!getSelection().components.includes(component)) select({ components: [component] });
    setMenuAt({ x: event.clientX, y: event.clientY });
  };

  return (
    <section
      ref={section}
      // The canvas alone is an application: its keys are its own, and the outline says the same in plain structure.
      role="application"
      aria-label={`Design canvas, ${design.components.length} components`}
      aria-roledescription="canvas"
      data-region="canvas"
      data-far={far}
      data-armed={armed}
      tabIndex={design.components.length === 0 ? 0 : -1}
      className={classNames(styles['canvas'])}
      onContextMenu={openMenu}
      onClickCapture={fireAt}
      onPointerDown={(event) => {
        // A click on empty canvas gives it the keys.
        if ((event.target as Element).matches('.react-flow__pane')) section.current?.focus({ preventScroll: true });
      }}
    >
      <Arrowheads />
      <ReactFlow
        nodes={nodes}
        edges={edges}
        nodeTypes={nodeTypes}
        edgeTypes={edgeTypes}
        onNodesChange={onNodesChange}
        onEdgesChange={onEdgesChange}
        onConnect={({ source, target }: Connection) => connectComponents(source, target)}
        onConnectEnd={onConnectEnd}
        onClickConnectEnd={onConnectEnd}
        isValidConnection={({ source, target }) => refusal(getDocument(), source, target) === undefined}
        connectionRadius={24}
        snapToGrid
        snapGrid={[GRID, GRID]}
        minZoom={0.1}
        maxZoom={2}
        fitView={fitAtFirst}
        fitViewOptions={{ maxZoom: 1, padding: 0.08 }}
        zoomOnDoubleClick={false}
        selectionMode={SelectionMode.Partial}
        multiSelectionKeyCode={['Meta', 'Control', 'Shift']}
        deleteKeyCode={null}
        nodesFocusable={false}
        edgesFocusable={false}
        disableKeyboardA11y
        nodeDragThreshold={2}
      >
        <Background variant={BackgroundVariant.Dots} gap={24} size={1.5} color="var(--canvas-dot)" />
        <ConnectionHint />
      </ReactFlow>
      <CanvasEmpty />
      <CanvasControls />
      <ArmedBanner />
      <CanvasMenu at={menuAt} onClose={() => setMenuAt(undefined)} />
    </section>
  );
}

/** The design as a graph. React Flow is known to this folder alone. */
export function Canvas() {
  return (
    <ReactFlowProvider>
      <Flow />
    </ReactFlowProvider>
  );
}
