import { type AnyFault, faultCatalogue } from '../../simulator/index.ts';
import { useDocument } from '../state/document-store.ts';
import { Glyph } from '../ui/index.ts';
import { canPlace } from './faults.ts';
import styles from './timeline.module.css';

/** Type of the data that a dragged fault carries: its kind. */
export const FAULT_DRAG = 'application/x-headroom-fault';

/** One button for each kind of fault: a click places it, a drag takes it to its time. */
export function FaultButtons({ onPlace }: { readonly onPlace: (definition: AnyFault) => void }) {
  const placeable = useDocument((document) =>
    faultCatalogue
      .filter((definition) => canPlace(definition, document))
      .map(({ kind }) => kind)
      .join(' '),
  ).split(' ');
  return (
    <div className={styles['buttons']} role="toolbar" aria-label="Add a fault">
      <span className={styles['break']}>Break it:</span>
      {faultCatalogue.map((definition) => {
        const able = placeable.includes(definition.kind);
        return (
          <button
            key={definition.kind}
            type="button"
            draggable={able}
            disabled={!able}
            title={able ? definition.summary : `${definition.summary} Nothing in this design can be struck by it.`}
            onClick={() => onPlace(definition)}
            onDragStart={(event) => {
              event.dataTransfer.setData(FAULT_DRAG, definition.kind);
              event.dataTransfer.effectAllowed = 'copy';
            }}
          >
            <Glyph name={definition.icon} size={14} />
            {definition.title}
          </button>
        );
      })}
    </div>
  );
}
