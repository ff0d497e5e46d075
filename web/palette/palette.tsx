import { ChevronRight, Search } from 'lucide-react';
import { useState } from 'react';
import { Focusable, Input, SearchField } from 'react-aria-components';
import { applyPolicy, applyReplica, place } from '../editor/actions.ts';
import { addRegion, addZone } from '../editor/places.ts';
import { getSelection } from '../state/document-store.ts';
import { setShell, useShell } from '../state/shell.ts';
import { classNames, Glyph, Tooltip } from '../ui/index.ts';
import { type Chip, type Drawer, type SettingHit, search, searchSettings } from './chip.ts';
import { startDrag, wasDragged } from './drag.ts';
import styles from './palette.module.css';

const addNamed = { zone: () => addZone(), region: () => addRegion() } as const;

/** A chip was pressed and not dragged: it goes where that is clear, or waits for the place to be clicked. */
function press(chip: Chip): void {
  if (wasDragged()) return;
  const { components, connections } = getSelection();
  const [component] = components;
  const [connection] = connections;
  if (chip.kind === 'component') place(chip.name);
  else if (chip.kind === 'place') addNamed[chip.name]();
  else if (chip.kind === 'policy' && connections.length === 1 && connection !== undefined)
    applyPolicy(chip.name, connection);
  else if (chip.kind === 'replica' && components.length === 1 && component !== undefined) applyReplica(component);
  else setShell({ armed: chip.kind === 'policy' ? { kind: 'policy', name: chip.name } : { kind: 'replica' } });
}

function ChipButton({ chip }: { readonly chip: Chip }) {
  const armed = useShell((shell) => shell.armed);
  const isArmed = armed?.kind === chip.kind && (armed.kind === 'replica' || armed.name === chip.name);
  return (
    <Tooltip text={chip.summary} placement="right">
      <Focusable>
        <button
          type="button"
          className={classNames(styles['chip'], styles[chip.kind])}
          data-chip={chip.name}
          {...(chip.kind === 'component' || chip.kind === 'place' ? {} : { 'aria-pressed': isArmed })}
          onPointerDown={(event) => startDrag(chip, event)}
          onClick={() => press(chip)}
        >
          <Glyph name={chip.icon} size={16} />
          {chip.title}
        </button>
      </Focusable>
    </Tooltip>
  );
}

/** The chips of one drawer; its heading folds it. While somebody searches, all that fits is shown. */
function DrawerSection({ drawer, isSearch }: { readonly drawer: Drawer; readonly isSearch: boolean }) {
  const { title, note, chips, isFolded } = drawer;
  const [isOpen, setOpen] = useState(isFolded !== true);
  const isShown = isSearch || isOpen;
  return (
    <section aria-label={title}>
      <h2>
        <button
          type="button"
          className={styles['fold']}
          aria-expanded={isShown}
          disabled={isSearch}
          onClick={() => setOpen(!isOpen)}
        >
          {title}
          {!isShown && <span className={styles['count']}>{chips.length}</span>}
          {!isSearch && <ChevronRight aria-hidden className={styles['chevron']} data-open={isShown} />}
        </button>
      </h2>
      {isShown && (
        <>
          {chips.map((chip) => (
            <ChipButton key={chip.name} chip={chip} />
          ))}
          {note !== undefined && !isSearch && <p className={styles['note']}>{note}</p>}
        </>
      )}
    </section>
  );
}

/** What is no component of its own, and where it is set. */
function Settings({ hits }: { readonly hits: readonly SettingHit[] }) {
  return (
    <section aria-label="Settings">
      <h2 className={styles['title']}>Settings, in the inspector</h2>
      {hits.map(({ title, of }) => (
        <p key={title} className={styles['setting']}>
          <strong>{title}</strong> of {of.slice(0, 3).join(', ')}
          {of.length > 3 && ` and ${of.length - 3} more`}
        </p>
      ))}
    </section>
  );
}

/** Everything that can be put on the canvas: dragged there, or pressed. */
export function Palette() {
  const [text, setText] = useState('');
  const drawers = search(text);
  const settings = searchSettings(text);
  return (
    <div className={styles['palette']}>
      <SearchField
        aria-label="Search components, products and policies"
        className={styles['search'] ?? ''}
        value={text}
        onChange={setText}
      >
        <Search aria-hidden />
        <Input placeholder="Search: redis, kafka, retry" className={styles['input'] ?? ''} />
      </SearchField>
      <div className={styles['drawers']}>
        {drawers.length === 0 && settings.length === 0 && <p className={styles['note']}>Nothing is called so.</p>}
        {drawers.map((drawer) => (
          <DrawerSection key={drawer.title} drawer={drawer} isSearch={text.trim() !== ''} />
        ))}
        {settings.length > 0 && <Settings hits={settings} />}
      </div>
    </div>
  );
}
