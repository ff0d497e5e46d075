import type { Node, NodeProps } from '@xyflow/react';
import { memo } from 'react';
import { counted } from '../editor/words.ts';
import { openDialog } from '../state/shell.ts';
import styles from './frame-node.module.css';
import type { Frame } from './frames.ts';

export type FrameNode = Node<{ readonly frame: Frame; readonly isTarget: boolean }, 'frame'>;

/** Frames lie behind connections and components, regions behind zones. */
const BEHIND = { region: -2, zone: -1 } as const;

export function frameNodes(frames: readonly Frame[], targets: ReadonlySet<string>): FrameNode[] {
  return frames.map((frame) => ({
    // No component has a colon in its id.
    id: `${frame.kind}:${frame.id}`,
    type: 'frame',
    position: { x: frame.x, y: frame.y },
    width: frame.width,
    height: frame.height,
    measured: { width: frame.width, height: frame.height },
    zIndex: BEHIND[frame.kind],
    selectable: false,
    draggable: false,
    connectable: false,
    deletable: false,
    focusable: false,
    data: { frame, isTarget: frame.kind === 'zone' && targets.has(frame.id) },
  }));
}

interface FrameAt {
  readonly zone: string;
  readonly element: HTMLElement;
}

/** The zone whose frame lies under a point of the window, the smallest where they overlap. Frames let the pointer through. */
export function zoneOfFrame(x: number, y: number): FrameAt | undefined {
  const under = [...document.querySelectorAll<HTMLElement>('[data-frame^="zone:"]')].flatMap((element) => {
    const { left, right, top, bottom, width, height } = element.getBoundingClientRect();
    const isInside = x >= left && x <= right && y >= top && y <= bottom;
    const zone = element.dataset['frame']?.slice('zone:'.length) ?? '';
    return isInside ? [{ zone, element, area: width * height }] : [];
  });
  return under.sort((a, b) => a.area - b.area)[0];
}

function FrameView({ data: { frame, isTarget } }: NodeProps<FrameNode>) {
  const { kind, name, count } = frame;
  const noun = kind === 'zone' ? 'Zone' : 'Region';
  return (
    <div className={styles['frame']} data-kind={kind} data-target={isTarget} data-frame={`${kind}:${frame.id}`}>
      {/* What the command "Zones and regions" does; not one more stop of the Tab key. */}
      <button
        type="button"
        tabIndex={-1}
        className={styles['label']}
        title={`${noun} ${name}: ${counted(count, 'component')}. Click to change it.`}
        onClick={() => openDialog({ name: 'places' })}
      >
        <span className={styles['noun']}>{noun}</span> {name}
      </button>
      {count === 0 && kind === 'zone' && <p className={styles['hint']}>Drop a component here</p>}
    </div>
  );
}

/** The frame of a zone or a region, with its name. */
export const FrameNodeView = memo(FrameView);
