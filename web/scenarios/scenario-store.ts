import { createStore } from '@xstate/store';
import { useSelector } from '@xstate/store-react';
import { useEffect } from 'react';
import { type DesignDocument, withScenario } from '../../src/index.ts';
import type { DesignReference, LoadedScenario, Scenario } from '../../src/scenario/index.ts';
import { clearAnalyses } from '../analysis/index.ts';
import { loadEngine } from '../engine/index.ts';
import { clearRun, onRunFinished, sameRun } from '../run/index.ts';
import { announce } from '../state/announce.ts';
import { getDocument, onDocumentChanged, replaceDocument, select, useDocument } from '../state/document-store.ts';
import { toast } from '../ui/index.ts';
import { type BestResult, isBetter, keepBest, onScenarioTerms, readBest, resultOf } from './best-results.ts';
import { scenarioById, scenarioIds } from './library.ts';

interface Context {
  readonly loaded: Readonly<Record<string, LoadedScenario>>;
  readonly best: Readonly<Record<string, BestResult>>;
  /** Scenarios of which a design of one's own has been run: their example designs may be studied. */
  readonly attempted: readonly string[];
  /** An example that was opened to be studied: runs of it are nobody's own result. */
  readonly studied: DesignDocument | undefined;
}

const initial: Context = { loaded: {}, best: readBest(), attempted: Object.keys(readBest()), studied: undefined };

const store = createStore({
  context: initial,
  on: {
    loaded: (context, event: { id: string; scenario: LoadedScenario }): Context => ({
      ...context,
      loaded: { ...context.loaded, [event.id]: event.scenario },
    }),
    attempted: (context, event: { id: string }): Context =>
      context.attempted.includes(event.id) ? context : { ...context, attempted: [...context.attempted, event.id] },
    reached: (context, event: { id: string; result: BestResult }): Context =>
      isBetter(event.result, context.best[event.id])
        ? { ...context, best: { ...context.best, [event.id]: event.result } }
        : context,
    studied: (context, event: { document: DesignDocument | undefined }): Context => ({
      ...context,
      studied: event.document,
    }),
  },
});

/** All scenarios there are, whether read yet or not. */
export const scenarioList: readonly string[] = scenarioIds;

async function load(id: string): Promise<LoadedScenario | undefined> {
  if (!scenarioIds.includes(id)) return undefined;
  const known = store.getSnapshot().context.loaded[id];
  if (known !== undefined) return known;
  const scenario = await scenarioById(id);
  store.send({ type: 'loaded', id, scenario });
  return scenario;
}

function loadQuietly(id: string | undefined): void {
  if (id === undefined) return;
  load(id).catch(() => {
    toast({
      tone: 'bad',
      title: `The scenario “${id}” could not be read`,
      detail: 'Check the connection and reload the page.',
    });
  });
}

onDocumentChanged(({ scenario }) => loadQuietly(scenario));

/** The scenario that the current design belongs to; undefined without one, and until it has been read. */
export function useScenario(): Scenario | undefined {
  return useLoadedScenario()?.scenario;
}

/** The same with its designs. */
export function useLoadedScenario(): LoadedScenario | undefined {
  const id = useDocument((document) => document.scenario);
  useEffect(() => loadQuietly(id), [id]);
  return useSelector(store, ({ context }) => (id === undefined ? undefined : context.loaded[id]));
}

/** Every scenario that could be read, in the order of the list; reads them when first used. */
export function useScenarios(): readonly Scenario[] {
  useEffect(() => {
    for (const id of scenarioIds) loadQuietly(id);
  }, []);
  const loaded = useSelector(store, ({ context }) => context.loaded);
  return scenarioIds.flatMap((id) => loaded[id]?.scenario ?? []);
}

export function useBestResult(id: string): BestResult | undefined {
  return useSelector(store, ({ context }) => context.best[id]);
}

/** Whether a run of a design of one's own has finished on that scenario. */
export function useAttempted(id: string): boolean {
  return useSelector(store, ({ context }) => context.attempted.includes(id));
}

/** A design of a scenario as a document, with the scenario's load, objectives and run where it has none of its own. */
async function documentOf(
  reference: DesignReference,
  { scenario, designs }: LoadedScenario,
): Promise<DesignDocument | undefined> {
  const { parseDesign } = await loadEngine();
  const raw = typeof reference === 'string' ? designs[reference] : reference;
  const { document } = parseDesign(raw);
  if (document === undefined || scenario === undefined) return undefined;
  return withScenario({ ...document, scenario: scenario.id }, scenario);
}

/** A document from a file with what its scenario says where it says nothing itself: load, faults, objectives, run. */
export async function withItsScenario(document: DesignDocument): Promise<DesignDocument> {
  const scenario = document.scenario === undefined ? undefined : (await load(document.scenario))?.scenario;
  return scenario === undefined ? document : withScenario(document, scenario);
}

function put(label: string, document: DesignDocument): boolean {
  const before = getDocument();
  if (!replaceDocument(label, document)) return false;
  clearRun();
  clearAnalyses();
  select({});
  announce(`Opened ${document.name}.`);
  if (before.components.length > 0) {
    toast({
      tone: 'info',
      title: `Opened “${document.name}”`,
      detail: 'The design before it is one undo away.',
    });
  }
  return true;
}

/** What a first visit finds on the canvas: the starter of the guided scenario, small and ready to run. */
export async function firstDesign(): Promise<DesignDocument | undefined> {
  const loaded = await load('first-steps');
  return loaded?.scenario === undefined ? undefined : await documentOf(loaded.scenario.starter, loaded);
}

/** Opens a scenario with its starter design, as one undoable step. Resolves to whether it is open. */
export async function openScenario(id: string): Promise<boolean> {
  const loaded = await load(id);
  const scenario = loaded?.scenario;
  const document =
    loaded === undefined || scenario === undefined ? undefined : await documentOf(scenario.starter, loaded);
  if (scenario === undefined || document === undefined) {
    const first = loaded?.findings[0];
    toast({
      tone: 'bad',
      title: `The scenario “${id}” cannot be opened`,
      detail: first?.what ?? 'There is no such scenario.',
    });
    return false;
  }
  store.send({ type: 'studied', document: undefined });
  return put(`Open scenario ${scenario.title}`, document);
}

/** Opens one of a scenario's example designs to be studied, as one undoable step. */
export async function openExample(title: string, reference: DesignReference, loaded: LoadedScenario): Promise<void> {
  const document = await documentOf(reference, loaded);
  if (document === undefined) {
    toast({
      tone: 'bad',
      title: `“${title}” cannot be opened`,
      detail: 'Its file has errors; the command line’s check names them.',
    });
    return;
  }
  store.send({ type: 'studied', document });
  put(`Open example ${title}`, document);
}

onRunFinished(({ status, result, document }) => {
  const { loaded, studied } = store.getSnapshot().context;
  const scenario = document?.scenario === undefined ? undefined : loaded[document.scenario]?.scenario;
  if (status !== 'done' || result === undefined || document === undefined || scenario === undefined) return;
  if (studied !== undefined && sameRun(studied, document)) return;
  store.send({ type: 'attempted', id: scenario.id });
  if (result.run.partial !== undefined || !onScenarioTerms(document, scenario)) return;
  store.send({ type: 'reached', id: scenario.id, result: resultOf(result, Date.now()) });
  keepBest(store.getSnapshot().context.best);
});
