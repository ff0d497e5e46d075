import type { DesignDocument } from '../../src/index.ts';
import { theEngine } from '../engine/index.ts';
import { type Step, type Steps, stepsAround } from '../state/document-store.ts';
import { keepWork, keptWork } from '../state/storage.ts';

/** Most steps each way that outlive a reload, */
const MOST = 40;
/** and most text that they are taken to be, of which they share what was not edited [characters]. */
const MOST_TEXT = 8_000_000;

/** Keeps the steps around the present design. */
export async function keepHistory(): Promise<void> {
  const { steps, at } = stepsAround(0);
  const length = JSON.stringify(steps[at]?.document).length;
  await keepWork('history', stepsAround(Math.min(MOST, Math.floor(MOST_TEXT / length))));
}

function isStep(value: unknown): value is Step {
  const step = value as Partial<Step> | null;
  return typeof step?.label === 'string' && typeof step.opened === 'number' && isReadable(step.document);
}

function isReadable(document: unknown): boolean {
  return theEngine().parseDesign(document).document !== undefined;
}

/** The kept steps around a design; undefined where they are of another, or cannot be read any more. */
export async function keptHistory(present: DesignDocument): Promise<Steps | undefined> {
  const { steps, at } = ((await keptWork('history')) ?? {}) as Partial<Steps>;
  if (!Array.isArray(steps) || typeof at !== 'number' || !steps.every(isStep)) return undefined;
  return JSON.stringify(steps[at]?.document) === JSON.stringify(present) ? { steps, at } : undefined;
}
