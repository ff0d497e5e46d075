import { useSyncExternalStore } from 'react';
import { completeDefinitions } from './definitions.ts';
import type * as parts from './parts.ts';

/** What reads, checks and estimates designs. It is half of the studio's code, and an empty canvas is drawn on without it. */
export type Engine = typeof parts;

let engine: Engine | undefined;
let loading: Promise<Engine> | undefined;
const listeners = new Set<() => void>();

async function load(): Promise<Engine> {
  // What is made from definitions needs them whole: one after the other.
  await completeDefinitions();
  engine = await import('./parts.ts');
  for (const listener of listeners) listener();
  return engine;
}

/** Loads the engine, once; what failed on its way (the network) is tried again when asked for again. */
export function loadEngine(): Promise<Engine> {
  loading ??= load().catch((error: unknown) => {
    loading = undefined;
    throw error;
  });
  return loading;
}

/** The engine where it is here already. */
export function getEngine(): Engine | undefined {
  return engine;
}

/** The engine, for what can only be asked about what came through it: a document that was read, a form that it describes. */
export function theEngine(): Engine {
  if (engine === undefined) throw new Error('the engine is not loaded');
  return engine;
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** The engine where it is here already; renders again when it comes. */
export function useEngine(): Engine | undefined {
  return useSyncExternalStore(subscribe, getEngine);
}
