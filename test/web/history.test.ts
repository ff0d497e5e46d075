import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import { addComponent, connect, move, setParameter } from '../../src/index.ts';
import {
  edit,
  emptyDocument,
  getDocument,
  getHistory,
  getSelection,
  guardEdits,
  redo,
  replaceDocument,
  restoreDocument,
  restoreSteps,
  select,
  stepsAround,
  undo,
} from '../../web/state/document-store.ts';

const text = () => JSON.stringify(getDocument());

/** Undoes all there is; the store is one for the page, as in the studio. */
function rewind(): void {
  while (getHistory().canUndo) undo();
  restoreDocument(emptyDocument);
}

beforeEach(() => {
  guardEdits(
    () => undefined,
    () => {},
  );
  rewind();
});

function add(type: string): void {
  edit(`Add ${type}`, (document) => addComponent(document, type, { x: 0, y: 0 }).doc);
}

describe('the history', () => {
  test('names what it would undo and redo', () => {
    add('client');
    add('service');
    expect(getHistory()).toMatchObject({ canUndo: true, undoLabel: 'Add service', canRedo: false });
    undo();
    expect(getHistory()).toMatchObject({ undoLabel: 'Add client', redoLabel: 'Add service' });
  });

  test('takes the edits of one gesture for one step', () => {
    add('client');
    const before = text();
    for (let x = 1; x <= 50; x += 1) {
      edit('Move', (document) => move(document, { client: { x, y: 0 } }), { transaction: 'drag-1' });
    }
    const after = text();
    undo();
    expect(text()).toBe(before);
    redo();
    expect(text()).toBe(after);
  });

  test('begins a new step when a gesture of the same name goes on after an undo', () => {
    add('client');
    edit('Move', (document) => move(document, { client: { x: 8, y: 0 } }), { transaction: 'nudge' });
    const moved = text();
    undo();
    redo();
    edit('Move', (document) => move(document, { client: { x: 16, y: 0 } }), { transaction: 'nudge' });
    undo();
    expect(text()).toBe(moved);
  });

  test('keeps 200 steps and more, and each comes back byte for byte', () => {
    add('service');
    const states: string[] = [];
    for (let replicas = 1; replicas <= 250; replicas += 1) {
      states.push(text());
      edit('Change replicas', (document) => setParameter(document, 'service', ['replicas'], replicas));
    }
    const last = text();
    for (const state of states.toReversed()) {
      undo();
      expect(text()).toBe(state);
    }
    for (let step = 0; step < 250; step += 1) redo();
    expect(text()).toBe(last);
  });

  test('has no step for an edit that changes nothing, nor for a selection', () => {
    add('client');
    expect(edit('Nothing', (document) => document)).toBe(false);
    select({ components: ['client'] });
    expect(getHistory().undoLabel).toBe('Add client');
    undo();
    expect(getHistory().canUndo).toBe(false);
  });

  test('leads back through any sequence of edits, undos and redos to where it was', () => {
    const action = fc.oneof(
      fc.record({ do: fc.constant('add' as const), type: fc.constantFrom('client', 'service', 'cache') }),
      fc.record({ do: fc.constant('move' as const), x: fc.integer({ min: -50, max: 50 }) }),
      fc.record({ do: fc.constantFrom('undo' as const, 'redo' as const) }),
    );
    fc.assert(
      fc.property(fc.array(action, { maxLength: 40 }), (actions) => {
        rewind();
        // What the history should hold, kept in the plainest way.
        const past: string[] = [];
        let future: string[] = [];
        for (const step of actions) {
          const before = text();
          if (step.do === 'undo') {
            undo();
            const expected = past.pop();
            if (expected === undefined) continue;
            expect(text()).toBe(expected);
            future.push(before);
          } else if (step.do === 'redo') {
            redo();
            const expected = future.pop();
            if (expected === undefined) continue;
            expect(text()).toBe(expected);
            past.push(before);
          } else {
            if (step.do === 'add') add(step.type);
            else if ('x' in step) {
              const { x } = step;
              const id = getDocument().components[0]?.id;
              if (id !== undefined) edit('Move', (document) => move(document, { [id]: { x, y: 0 } }));
            }
            if (text() === before) continue;
            past.push(before);
            future = [];
          }
        }
      }),
      { numRuns: 60, seed: 7 },
    );
  });
});

describe('the selection', () => {
  test('loses what is no longer there, and keeps the rest through an undo', () => {
    add('client');
    add('service');
    edit('Connect', (document) => {
      const connected = connect(document, 'client', 'service');
      if ('refused' in connected) throw new Error(connected.refused);
      return connected.doc;
    });
    select({ components: ['client', 'nobody'], connections: ['client->service'] });
    expect(getSelection()).toEqual({ components: ['client'], connections: ['client->service'] });
    undo();
    expect(getSelection()).toEqual({ components: ['client'], connections: [] });
  });
});

describe('a design that another tab has', () => {
  test('is not changed by edits, opening, undo or redo, and each says why', () => {
    add('client');
    const before = text();
    const said: string[] = [];
    guardEdits(
      () => 'another tab has it',
      (reason) => said.push(reason),
    );
    add('service');
    replaceDocument('Open', emptyDocument);
    undo();
    redo();
    expect(text()).toBe(before);
    expect(said).toEqual(Array.from({ length: 4 }, () => 'another tab has it'));
  });
});

describe('a history that outlives a reload', () => {
  /** What undoing all and redoing all passes through. */
  function walked(): string[] {
    const seen: string[] = [];
    while (getHistory().canUndo) undo();
    seen.push(text());
    while (getHistory().canRedo) {
      redo();
      seen.push(`${getHistory().undoLabel}: ${text()}`);
    }
    return seen;
  }

  test('is the same after it: states, their names, and the one at present', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 12 }), fc.nat(12), (edits, undone) => {
        rewind();
        for (let i = 0; i < edits; i += 1) add('service');
        for (let i = 0; i < Math.min(edits, undone); i += 1) undo();
        const kept = structuredClone(stepsAround(50));
        const present = [text(), getHistory()];
        const way = walked();
        rewind();
        restoreSteps(kept);
        expect([text(), getHistory()]).toEqual(present);
        expect(walked()).toEqual(way);
      }),
      { numRuns: 30 },
    );
  });

  test('is bounded each way, with the present always in it', () => {
    for (let i = 0; i < 9; i += 1) add('service');
    for (let i = 0; i < 4; i += 1) undo();
    expect(stepsAround(2)).toMatchObject({ at: 2, steps: { length: 5 } });
    const none = stepsAround(0);
    expect(none.steps).toHaveLength(1);
    expect(none.steps[0]?.document).toBe(getDocument());
  });
});
