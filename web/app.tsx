import { useEffect } from 'react';
import { Canvas } from './canvas/index.ts';
import { TimeChart } from './charts/index.ts';
import { listenToClipboard } from './editor/clipboard.ts';
import { concernsSelection, listenToKeys } from './editor/keyboard.ts';
import { Inspector, prepareInspector } from './inspector/index.ts';
import { InterviewBrief, useInterviewOn } from './interview/index.ts';
import { DragGhost, Outline } from './palette/index.ts';
import { ResultsPanel } from './results/index.ts';
import { prepareRun } from './run/index.ts';
import { ScenarioBrief, Tour } from './scenarios/index.ts';
import { Dialogs, Dock, FileDrop, prepareDialogs, Rail, ReaderBanner, TopBar } from './shell/index.ts';
import styles from './shell/shell.module.css';
import { useDocument } from './state/document-store.ts';
import { setShell, useShell } from './state/shell.ts';
import { Announcer, prepareMenus, Splitter, Toaster } from './ui/index.ts';

/** Copy and paste are about components where no text is selected or typed. */
function concernsComponents(): boolean {
  const active = document.activeElement ?? document.body;
  const typing = active.matches('input, textarea, [contenteditable="true"]');
  return !typing && concernsSelection(active) && (getSelection()?.isCollapsed ?? true);
}

function RailColumn() {
  const open = useShell((shell) => shell.railOpen);
  const width = useShell((shell) => shell.railWidth);
  if (!open) return null;
  return (
    <nav className={styles['rail']} style={{ width }} aria-label="Components" data-region="rail">
      <div className={styles['column']}>
        <Rail />
      </div>
      <Splitter
        label="Width of the left panel"
        orientation="vertical"
        size={width}
        min={180}
        max={480}
        grows="forward"
        onResize={(railWidth) => setShell({ railWidth })}
      />
    </nav>
  );
}

function InspectorColumn() {
  const interview = useInterviewOn();
  const open = useShell((shell) => shell.inspectorOpen);
  const width = useShell((shell) => shell.inspectorWidth);
  const scenario = useDocument((document) => document.scenario);
  if (!open) return null;
  return (
    <aside className={styles['inspector']} style={{ width }} aria-label="Inspector" data-tour="inspector">
      <Splitter
        label="Width of the inspector"
        orientation="vertical"
        size={width}
        min={240}
        max={520}
        grows="backward"
        onResize={(inspectorWidth) => setShell({ inspectorWidth })}
      />
      {/* Another scenario's brief is read from its beginning. */}
      <div className={styles['column']} data-region="inspector" key={scenario ?? ''}>
        <Inspector>{interview ? <InterviewBrief /> : <ScenarioBrief />}</Inspector>
      </div>
    </aside>
  );
}

/** Height of the dock when only its tabs are shown [CSS px]. */
const FOLDED = 37;

function DockRow() {
  const open = useShell((shell) => shell.dockOpen);
  const height = useShell((shell) => shell.dockHeight);
  return (
    <>
      {open && (
        <Splitter
          label="Height of the lower panel"
          orientation="horizontal"
          size={height}
          min={140}
          max={Math.max(200, globalThis.innerHeight - 260)}
          grows="backward"
          onResize={(dockHeight) => setShell({ dockHeight })}
        />
      )}
      <section
        className={styles['dock']}
        style={{ height: open ? height : FOLDED }}
        data-open={open}
        aria-label="Load, results and problems"
        data-region="dock"
      >
        <Dock />
      </section>
    </>
  );
}

/** Loads, while nothing else is to be done, what the first sight does without: nothing is to be waited for later. */
function prepareTheRest(): void {
  prepareRun();
  prepareInspector();
  ResultsPanel.prepare();
  TimeChart.prepare();
  prepareDialogs();
  Outline.prepare();
  prepareMenus();
}

/** The studio: the canvas and what stands around it. */
export function App() {
  useEffect(listenToKeys, []);
  useEffect(prepareTheRest, []);
  useEffect(() => listenToClipboard(concernsComponents), []);
  return (
    <div className={styles['app']}>
      <TopBar />
      <ReaderBanner />
      <div className={styles['work']}>
        <RailColumn />
        <main className={styles['middle']}>
          <div className={styles['canvas']} data-tour="canvas">
            <Canvas />
          </div>
          <DockRow />
        </main>
        <InspectorColumn />
      </div>
      <Dialogs />
      <Tour />
      <FileDrop />
      <DragGhost />
      <Toaster />
      <Announcer />
    </div>
  );
}
