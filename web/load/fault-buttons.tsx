import { ChevronDown } from 'lucide-react';
import { Button as AriaButton } from 'react-aria-components';
import { type AnyFault, type FaultTarget, faultCatalogue } from '../../simulator/index.ts';
import { getDocument, useDocument } from '../state/document-store.ts';
import { Glyph, MenuButton, type MenuGroup } from '../ui/index.ts';
import { canPlace } from './faults.ts';
import styles from './timeline.module.css';

/** Type of the data that a dragged fault carries: its kind. */
export const FAULT_DRAG = 'application/x-headroom-fault';

const frequent = faultCatalogue.filter(({ isFrequent }) => isFrequent === true);
const others = faultCatalogue.filter(({ isFrequent }) => isFrequent !== true);

const NOTHING = 'Nothing in this design can be struck by it.';

/** What the faults behind the menu strike, in words. */
const sections: readonly { readonly title: string; readonly targets: readonly FaultTarget[] }[] = [
  { title: 'A component', targets: ['component', 'component-or-zone'] },
  { title: 'A connection', targets: ['connection'] },
  { title: 'The load', targets: ['load', 'request'] },
];

/** A button for each of the kinds that one reaches for first, a menu of the others: a click places it, a drag takes it to its time. */
export function FaultButtons({ onPlace }: { readonly onPlace: (definition: AnyFault) => void }) {
  const placeable = useDocument((document) =>
    frequent
      .filter((definition) => canPlace(definition, document))
      .map(({ kind }) => kind)
      .join(' '),
  ).split(' ');
  return (
    <div className={styles['buttons']} role="toolbar" aria-label="Add a fault">
      <span className={styles['break']}>Break it:</span>
      {frequent.map((definition) => {
        const able = placeable.includes(definition.kind);
        return (
          <button
            key={definition.kind}
            type="button"
            draggable={able}
            disabled={!able}
            title={able ? definition.summary : `${definition.summary} ${NOTHING}`}
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
      <MenuButton
        label="More faults"
        groups={() => moreFaults(onPlace)}
        button={
          <AriaButton>
            More
            <ChevronDown aria-hidden size={14} />
          </AriaButton>
        }
      />
    </div>
  );
}

function moreFaults(onPlace: (definition: AnyFault) => void): MenuGroup[] {
  const document = getDocument();
  return sections.map(({ title, targets }) => ({
    id: title,
    title,
    entries: others
      .filter(({ target }) => targets.includes(target))
      .map((definition) => {
        const able = canPlace(definition, document);
        return {
          id: definition.kind,
          label: definition.title,
          detail: able ? definition.summary : NOTHING,
          icon: <Glyph name={definition.icon} size={16} />,
          disabled: !able,
          run: () => onPlace(definition),
        };
      }),
  }));
}
