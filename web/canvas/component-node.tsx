import { Handle, type NodeProps, Position, useConnection, useStore } from '@xyflow/react';
import { ArrowRight, CircleAlert, TriangleAlert } from 'lucide-react';
import { memo } from 'react';
import { definitionOf, formatQuantity } from '../../simulator/index.ts';
import { refusal, zonesOf } from '../../src/index.ts';
import { counted, nameOf } from '../editor/words.ts';
import { getDocument, getSelection, select } from '../state/document-store.ts';
import { Badge, Glyph, loadLevel, UtilizationBar } from '../ui/index.ts';
import styles from './component-node.module.css';
import type { ComponentNode as ComponentFlowNode, ComponentNodeData } from './graph.ts';
import { instancesOf } from './instances.ts';
import { type ShownLoad, useFindings, useLoad } from './load.ts';

/** Utilization in words for those who do not see the bar. */
function loadText(load: ShownLoad | undefined): string {
  if (load === undefined) return '';
  const { utilization, limiting, measured, errorRate, arrivalRate } = load;
  const parts: string[] = [];
  if (limiting !== undefined) {
    const level = { low: '', high: ', high', full: ', overloaded' }[loadLevel(utilization)];
    const about = measured ? 'utilization' : 'estimated utilization';
    parts.push(`${about} ${formatQuantity(utilization, 'fraction')} of ${limiting}${level}`);
  } else if (arrivalRate !== undefined) parts.push(`${formatQuantity(arrivalRate, 'rate')}`);
  if (errorRate > 0) parts.push(`${formatQuantity(errorRate, 'fraction')} errors`);
  return parts.map((part) => `, ${part}`).join('');
}

/** The whole of a node in a sentence or two. */
function accessibleName(data: ComponentNodeData, title: string, load: ShownLoad | undefined, problems: number): string {
  const { component, incoming, outgoing, ordinal, count } = data;
  const instances = instancesOf(component);
  const several = instances === undefined || instances === 1 ? '' : `, ${instances} instances`;
  const warned = problems === 0 ? '' : `, ${counted(problems, 'problem')}`;
  const zones = zonesOf(component);
  const where = zones.length === 0 ? '' : `, in zone${zones.length > 1 ? 's' : ''} ${zones.join(', ')}`;
  const what = `${nameOf(component)}, ${title}${several}${where}${loadText(load)}${warned}`;
  return `${what}. ${incoming} incoming, ${outgoing} outgoing. ${ordinal} of ${count}`;
}

function Metrics({ load }: { readonly load: ShownLoad | undefined }) {
  if (load === undefined) return <div className={styles['metrics']} />;
  const { utilization, limiting, measured, arrivalRate } = load;
  if (limiting === undefined) {
    return (
      <div className={styles['metrics']}>
        <span className={styles['rate']}>
          <ArrowRight aria-hidden />
          {formatQuantity(arrivalRate, 'rate')}
          {!measured && <small>est.</small>}
        </span>
      </div>
    );
  }
  const level = loadLevel(utilization);
  const what = limiting.replaceAll('-', ' ');
  return (
    <div
      className={styles['metrics']}
      data-level={level}
      title={`Utilization of ${what}${measured ? '' : ', estimated'}`}
    >
      <UtilizationBar utilization={utilization} />
      <span className={styles['number']}>
        {level === 'high' && <TriangleAlert aria-hidden />}
        {level === 'full' && <CircleAlert aria-hidden />}
        {formatQuantity(utilization, 'fraction', utilization < 1 ? 2 : 3)}
      </span>
      <span className={styles['limiting']}>{measured ? what : `est. ${what}`}</span>
    </div>
  );
}

/** A share of instances that are up, rounded down: where one was ever away it is not all of them. */
function upText(up: number): string {
  return formatQuantity(Math.floor(up * 1e4) / 1e4, 'fraction', up < 0.99 ? 2 : 4);
}

/** Whether a connection is being drawn, and what it would mean for this node. */
function useDrawing(id: string): 'none' | 'source' | 'allowed' | 'refused' {
  const dragged = useConnection((connection) => (connection.inProgress ? connection.fromNode.id : undefined));
  const clicked = useStore((state) => state.connectionClickStartHandle?.nodeId);
  const from = dragged ?? clicked;
  if (from === undefined || from === null) return 'none';
  if (from === id) return 'source';
  return refusal(getDocument(), from, id) === undefined ? 'allowed' : 'refused';
}

/** One renderer for every type of component: drawn from its definition, its parameters and its load. */
function ComponentNodeView({ id, data, selected }: NodeProps<ComponentFlowNode>) {
  const { component } = data;
  const definition = definitionOf(component.type);
  const title = definition?.title ?? component.type;
  const load = useLoad(id);
  const findings = useFindings('components', component).filter(({ severity }) => severity !== 'note');
  const wrong = findings.some(({ severity }) => severity === 'error');
  const drawing = useDrawing(id);
  const instances = instancesOf(component) ?? 1;
  const zones = zonesOf(component);

  return (
    // biome-ignore lint/a11y/useSemanticElements: a component is no set of form fields; it is a named group of one focus stop
    <div
      role="group"
      aria-roledescription="component"
      aria-label={accessibleName(data, title, load, findings.length)}
      tabIndex={data.tabbable ? 0 : -1}
      className={styles['node']}
      data-component={id}
      data-selected={selected}
      data-drawing={drawing}
      data-category={definition?.category}
      data-bottleneck={load?.bottleneck ?? false}
      onFocus={(event) => {
        // Who comes to the canvas by Tab finds selected what has the focus. A dialog that gives the focus back changes
        // no selection, and a pointer selects by its own rules.
        const { components, connections } = getSelection();
        const nothing = components.length + connections.length === 0;
        if (nothing && event.currentTarget.matches(':focus-visible')) select({ components: [id] });
      }}
    >
      <div className={styles['badges']}>
        {load !== undefined && load.up < 1 && (
          <Badge tone="bad">{load.up === 0 ? 'down' : `${upText(load.up)} up`}</Badge>
        )}
        {load !== undefined && load.errorRate > 0 && (
          <Badge tone="bad" label="Failed share of its answers">
            {formatQuantity(load.errorRate, 'fraction', 2)} errors
          </Badge>
        )}
        {load?.bottleneck === true && <Badge tone="accent">bottleneck</Badge>}
        {findings.length > 0 && (
          <Badge tone={wrong ? 'bad' : 'warning'} label={findings[0]?.what ?? ''}>
            {wrong ? <CircleAlert aria-hidden /> : <TriangleAlert aria-hidden />}
            {findings.length}
          </Badge>
        )}
      </div>
      <div className={styles['head']}>
        <span className={styles['glyph']}>
          <Glyph name={definition?.icon ?? 'box'} />
        </span>
        <span className={styles['names']}>
          <span className={styles['name']}>{nameOf(component)}</span>
          <span className={styles['kind']}>
            {title}
            {zones.length > 1 && ` · ${zones.join(', ')}`}
            {load?.hitRatio !== undefined && ` · ${formatQuantity(load.hitRatio, 'fraction', 2)} hits`}
          </span>
        </span>
        {instances > 1 && <Badge label={`${instances} instances`}>×{instances}</Badge>}
      </div>
      <Metrics load={load} />
      <Handle type="target" position={Position.Left} className={styles['target'] ?? ''} isConnectableStart={false} />
      {(definition?.calls.length ?? 0) > 0 && (
        <Handle
          type="source"
          position={Position.Right}
          className={styles['source'] ?? ''}
          isConnectableEnd={false}
          title="Drag, or click and then click the component it calls"
        />
      )}
    </div>
  );
}

export const ComponentNode = memo(ComponentNodeView);
