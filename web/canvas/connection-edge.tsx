import { BaseEdge, EdgeLabelRenderer, type EdgeProps, getBezierPath } from '@xyflow/react';
import { CircleAlert, TriangleAlert } from 'lucide-react';
import { memo } from 'react';
import { select } from '../state/document-store.ts';
import { Badge, Glyph } from '../ui/index.ts';
import styles from './connection-edge.module.css';
import type { ConnectionEdge as ConnectionFlowEdge } from './graph.ts';
import { useFindings } from './load.ts';
import { policyMarks } from './policy-text.ts';

function ConnectionEdgeView(props: EdgeProps<ConnectionFlowEdge>) {
  const { id, sourceX, sourceY, targetX, targetY, sourcePosition, targetPosition, selected = false, data } = props;
  const connection = data?.connection ?? { from: '', to: '' };
  // The visible dot of a handle is smaller than its grip, and the arrow ends at the node's border.
  const [path, labelX, labelY] = getBezierPath({
    sourceX: sourceX - 7,
    sourceY,
    targetX: targetX - 2,
    targetY,
    sourcePosition,
    targetPosition,
  });
  const marks = policyMarks(connection);
  const optional = connection['mode'] === 'async' || connection['optional'] === true;
  const findings = useFindings('connections', connection).filter(({ severity }) => severity !== 'note');
  const wrong = findings.some(({ severity }) => severity === 'error');

  return (
    <>
      <BaseEdge
        id={id}
        path={path}
        markerEnd={selected ? 'url(#call-selected)' : 'url(#call)'}
        interactionWidth={24}
        className={styles['path'] ?? ''}
        data-connection={id}
        data-selected={selected}
        data-dashed={optional}
      />
      {(marks.length > 0 || findings.length > 0) && (
        <EdgeLabelRenderer>
          {/* biome-ignore lint/a11y/noStaticElementInteractions lint/a11y/useKeyWithClickEvents: a larger grip for the pointer; by key the connection is chosen with E */}
          <div
            className={styles['marks']}
            data-connection={id}
            data-selected={selected}
            style={{ transform: `translate(-50%, -50%) translate(${labelX}px, ${labelY}px)` }}
            onClick={() => select({ connections: [id] })}
          >
            {marks.map(({ name, icon, brief, words }) => (
              <span key={name} className={styles['mark']} title={words}>
                <Glyph name={icon} size={12} />
                {brief}
              </span>
            ))}
            {findings.length > 0 && (
              <Badge tone={wrong ? 'bad' : 'warning'} label={findings[0]?.what ?? ''}>
                {wrong ? <CircleAlert aria-hidden /> : <TriangleAlert aria-hidden />}
              </Badge>
            )}
          </div>
        </EdgeLabelRenderer>
      )}
    </>
  );
}

export const ConnectionEdge = memo(ConnectionEdgeView);

/** The arrowheads that edges refer to; they are not drawn themselves. */
export function Arrowheads() {
  return (
    <svg className={styles['arrowheads']} aria-hidden="true">
      <defs>
        {(['call', 'call-selected'] as const).map((id) => (
          <marker
            key={id}
            id={id}
            viewBox="0 0 10 10"
            refX="8.5"
            refY="5"
            markerWidth="12"
            markerHeight="12"
            markerUnits="userSpaceOnUse"
            orient="auto-start-reverse"
          >
            <path d="M 1 1 L 9 5 L 1 9 z" className={styles[id]} />
          </marker>
        ))}
      </defs>
    </svg>
  );
}
