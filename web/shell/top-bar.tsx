import {
  ChevronDown,
  CircleQuestionMark,
  Monitor,
  Moon,
  PanelBottom,
  PanelLeft,
  PanelRight,
  Redo2,
  Sun,
  Undo2,
} from 'lucide-react';
import { commandEntry } from '../canvas/index.ts';
import { InterviewEntry } from '../interview/index.ts';
import { redo, undo, useHistory } from '../state/document-store.ts';
import { getShell, openDialog, setShell, useShell } from '../state/shell.ts';
import { setTheme, type Theme, useTheme } from '../state/theme.ts';
import { Button, IconButton, MenuButton } from '../ui/index.ts';
import { DesignName } from './design-name.tsx';
import { RunButton } from './run-button.tsx';
import { SaveIndicator } from './save-indicator.tsx';
import styles from './shell.module.css';

function uncapitalized(label: string): string {
  return label.charAt(0).toLowerCase() + label.slice(1);
}

function HistoryButtons() {
  const { canUndo, canRedo, undoLabel, redoLabel } = useHistory();
  return (
    <div className={styles['group']}>
      <IconButton
        label="Undo"
        tip={undoLabel === undefined ? 'Undo' : `Undo: ${uncapitalized(undoLabel)}`}
        keys="Mod+Z"
        isDisabled={!canUndo}
        onPress={undo}
      >
        <Undo2 aria-hidden />
      </IconButton>
      <IconButton
        label="Redo"
        tip={redoLabel === undefined ? 'Redo' : `Redo: ${uncapitalized(redoLabel)}`}
        keys="Mod+Shift+Z"
        isDisabled={!canRedo}
        onPress={redo}
      >
        <Redo2 aria-hidden />
      </IconButton>
    </div>
  );
}

const panels = [
  { name: 'railOpen', label: 'Components and outline', Icon: PanelLeft },
  { name: 'dockOpen', label: 'Load and results', Icon: PanelBottom },
  { name: 'inspectorOpen', label: 'Inspector', Icon: PanelRight },
] as const;

function PanelButtons() {
  const open = {
    railOpen: useShell((s) => s.railOpen),
    dockOpen: useShell((s) => s.dockOpen),
    inspectorOpen: useShell((s) => s.inspectorOpen),
  };
  return (
    <div className={styles['group']}>
      {panels.map(({ name, label, Icon }) => (
        <IconButton
          key={name}
          label={label}
          tip={`${open[name] ? 'Hide' : 'Show'} ${uncapitalized(label)}`}
          aria-pressed={open[name]}
          onPress={() => setShell({ [name]: !getShell()[name] })}
        >
          <Icon aria-hidden />
        </IconButton>
      ))}
    </div>
  );
}

const themes = [
  { theme: 'system', label: 'As the system', Icon: Monitor },
  { theme: 'light', label: 'Light', Icon: Sun },
  { theme: 'dark', label: 'Dark', Icon: Moon },
] as const satisfies readonly { theme: Theme; label: string; Icon: typeof Sun }[];

function ThemeButton() {
  const chosen = useTheme();
  const Icon = themes.find(({ theme }) => theme === chosen)?.Icon ?? Monitor;
  return (
    <MenuButton
      label="Theme"
      groups={() => [
        {
          id: 'theme',
          entries: themes.map(({ theme, label, Icon: Glyph }) => ({
            id: theme,
            label: theme === chosen ? `${label} (chosen)` : label,
            icon: <Glyph aria-hidden />,
            run: () => setTheme(theme),
          })),
        },
      ]}
      button={
        <IconButton label="Theme">
          <Icon aria-hidden />
        </IconButton>
      }
    />
  );
}

/** What concerns the whole design. */
export function TopBar() {
  return (
    <header className={styles['top']} data-region="toolbar">
      <h1 className={styles['brand']}>
        <svg viewBox="0 0 20 20" aria-hidden="true">
          <path d="M3 4.5h14" className={styles['ceiling']} />
          <path d="M5 16V11M10 16V8M15 16v-3.5" />
        </svg>
        Headroom
      </h1>
      <MenuButton
        label="File"
        groups={() => [
          { id: 'begin', entries: ['scenarios', 'new'].map((id) => commandEntry(id)) },
          { id: 'file', entries: ['open', 'save', 'share'].map((id) => commandEntry(id)) },
        ]}
        button={
          <Button variant="quiet">
            File
            <ChevronDown aria-hidden />
          </Button>
        }
      />
      <DesignName />
      <SaveIndicator />
      <HistoryButtons />
      <span className={styles['spacer']} />
      <PanelButtons />
      <div className={styles['group']}>
        <ThemeButton />
        <IconButton label="Keyboard shortcuts" keys="?" onPress={() => openDialog({ name: 'shortcuts' })}>
          <CircleQuestionMark aria-hidden />
        </IconButton>
      </div>
      <InterviewEntry />
      <RunButton />
    </header>
  );
}
