import { useRef, useState } from 'react';
import { type AnyFault, faultOf, formatQuantity } from '../../simulator/index.ts';
import { addFault, type RawFault, removeFault, setFault } from '../../src/index.ts';
import { useWidth } from '../charts/index.ts';
import { announce } from '../state/announce.ts';
import { edit, getDocument, getSelection, useDocument } from '../state/document-store.ts';
import { useBurst } from './burst.ts';
import { FaultBar } from './fault-bar.tsx';
import { FAULT_DRAG, FaultButtons } from './fault-buttons.tsx';
import { FaultEditor } from './fault-editor.tsx';
import { freshFault, gridOf, type PlacedFault, placedFaults, snap, timeRaw } from './faults.ts';
import { LANE } from './lane.ts';
import { RatePlot } from './rate-plot.tsx';
import { runLength, warmupLength } from './run-length.ts';
import styles from './timeline.module.css';

const none: readonly RawFault[] = [];

/** The run before it happens: the rate over simulated time, and below it the faults, each at its time. */
export function Timeline() {
  const faults = useDocument((document) => document.faults ?? none);
  const horizon = useDocument(runLength);
  const warmup = useDocument(warmupLength);
  const [frame, width] = useWidth<HTMLDivElement>();
  const [chosen, choose] = useState<number>();
  const burst = useBurst();
  const track = useRef<HTMLDivElement>(null);
  const placed = placedFaults(faults, horizon);
  const lanes = 1 + Math.max(0, ...placed.map(({ lane }) => lane));
  const selected = placed.find(({ index }) => index === chosen);

  const place = (definition: AnyFault, at: number): void => {
    burst.begin();
    const selection = getSelection();
    const fault = freshFault(definition, getDocument(), {
      at: snap(at, horizon),
      horizon,
      selected: [...selection.components, ...selection.connections],
    });
    let index = 0;
    edit(`Add fault: ${definition.title}`, (document) => {
      const added = addFault(document, fault);
      index = added.index;
      return added.doc;
    });
    choose(index);
    announce(
      `${definition.title} added at ${formatQuantity(at, 'time')}. Arrow keys move it, Shift with arrows changes its length, Delete removes it.`,
    );
    // The bar is there after the next rendering.
    requestAnimationFrame(() => track.current?.querySelector<HTMLElement>(`[data-fault="${index}"]`)?.focus());
  };

  const move = (fault: PlacedFault, at: number, length: number | undefined): void => {
    if (fault.definition.always === true) return;
    const from = Math.min(Math.max(0, at), horizon - gridOf(horizon));
    edit(
      'Move a fault',
      (document) => {
        const moved = setFault(document, fault.index, ['at'], timeRaw(from));
        return length === undefined ? moved : setFault(moved, fault.index, ['for'], timeRaw(length));
      },
      burst.options(),
    );
  };

  const remove = (index: number): void => {
    edit('Remove a fault', (document) => removeFault(document, index));
    choose(undefined);
    announce('Fault removed.');
  };

  return (
    <div className={styles['timeline']} data-tour="faults">
      <FaultButtons onPlace={(definition) => place(definition, snap(freeTime(placed, warmup, horizon), horizon))} />
      <div className={styles['frame']} ref={frame}>
        <RatePlot width={width} horizon={horizon} warmup={warmup} />
        {/* biome-ignore lint/a11y/useSemanticElements: a fieldset has a legend; this is a track of movable things */}
        <div
          ref={track}
          role="group"
          aria-label="Faults over simulated time"
          className={styles['track']}
          style={{ height: lanes * LANE + 4 }}
          onDragOver={(event) => {
            if (event.dataTransfer.types.includes(FAULT_DRAG)) event.preventDefault();
          }}
          onDrop={(event) => {
            const definition = faultOf(event.dataTransfer.getData(FAULT_DRAG));
            if (definition === undefined) return;
            event.preventDefault();
            const { left } = event.currentTarget.getBoundingClientRect();
            place(definition, ((event.clientX - left) / width) * horizon);
          }}
        >
          {placed.length === 0 && (
            <span className={styles['hint']}>No faults: click one above, or drag it here, to break something.</span>
          )}
          {width > 0 &&
            placed.map((fault) => (
              <FaultBar
                key={fault.index}
                fault={fault}
                width={width}
                horizon={horizon}
                chosen={fault.index === chosen}
                onChoose={() => choose(fault.index)}
                onBegin={burst.begin}
                onMove={(at, length) => move(fault, at, length)}
                onRemove={() => remove(fault.index)}
              />
            ))}
        </div>
      </div>
      {selected !== undefined && (
        <FaultEditor
          key={selected.index}
          fault={selected}
          onClose={() => choose(undefined)}
          onRemove={() => remove(selected.index)}
        />
      )}
    </div>
  );
}

/** A time for a fault placed without a pointer: after the warm-up, and not upon another fault if there is room. */
function freeTime(placed: readonly PlacedFault[], warmup: number, horizon: number): number {
  const middle = warmup + (horizon - warmup) / 3;
  const near = horizon / 20;
  const covered = (time: number): boolean =>
    placed.some(({ at, length }) => time > at - near && time < at + (length ?? near));
  for (let time = middle; time < horizon * 0.9; time += horizon / 10) {
    if (!covered(time)) return time;
  }
  return middle;
}
