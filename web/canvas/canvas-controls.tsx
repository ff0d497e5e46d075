import { useStore } from '@xyflow/react';
import { Maximize, Minus, Plus, SquareDashed, Workflow } from 'lucide-react';
import { Toolbar } from 'react-aria-components';
import { commandById } from '../editor/commands.ts';
import { useDocument } from '../state/document-store.ts';
import { Button, IconButton } from '../ui/index.ts';
import styles from './canvas.module.css';

const glyphs = { 'zoom-out': Minus, 'zoom-in': Plus, fit: Maximize, tidy: Workflow, places: SquareDashed } as const;

function CommandButton({ id, disabled = false }: { readonly id: keyof typeof glyphs; readonly disabled?: boolean }) {
  const { title, keys, run } = commandById(id);
  const Icon = glyphs[id];
  const [chord] = keys;
  return (
    <IconButton
      label={title}
      size="small"
      isDisabled={disabled}
      onPress={run}
      {...(chord === undefined ? {} : { keys: chord })}
    >
      <Icon aria-hidden />
    </IconButton>
  );
}

/** Zoom, fit, tidy and the list of zones, at the lower left of the canvas. */
export function CanvasControls() {
  const zoom = useStore((state) => Math.round(state.transform[2] * 100));
  const empty = useDocument((document) => document.components.length === 0);
  return (
    <Toolbar aria-label="View" className={styles['controls'] ?? ''}>
      <CommandButton id="zoom-out" />
      <Button
        variant="quiet"
        size="small"
        aria-label={`Zoom ${zoom} %, set to 100 %`}
        onPress={commandById('zoom-actual').run}
      >
        <span className={styles['zoom']}>{zoom} %</span>
      </Button>
      <CommandButton id="zoom-in" />
      <CommandButton id="fit" disabled={empty} />
      <CommandButton id="tidy" disabled={empty} />
      <CommandButton id="places" />
    </Toolbar>
  );
}
