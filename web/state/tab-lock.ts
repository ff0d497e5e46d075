import { createStore } from '@xstate/store';
import { useSelector } from '@xstate/store-react';

/**
 * One tab at a time may change the kept design. Another tab reads until it takes over, or until the first is closed.
 * The browser's lock knows about crashed and closed tabs; a channel asks a living one to save and let go.
 */
export type Ownership = 'unknown' | 'owner' | 'reader';

const NAME = 'headroom-design';

/** A tab that does not answer in this time [ms] is frozen, and its lock is taken. */
const PATIENCE = 1500;

const store = createStore({
  context: { ownership: 'unknown' as Ownership },
  on: { became: (_, event: { ownership: Ownership }) => ({ ownership: event.ownership }) },
});

export function getOwnership(): Ownership {
  return store.getSnapshot().context.ownership;
}

export function useOwnership(): Ownership {
  return useSelector(store, (snapshot) => snapshot.context.ownership);
}

interface Owner {
  /** The design is ours now: read it again, as another tab may have changed it. */
  readonly acquired: () => Promise<void>;
  /** Another tab asks for the design: save what is not saved. */
  readonly yielding: () => Promise<void>;
}

let channel: BroadcastChannel | undefined;
let release: (() => void) | undefined;
let leaveLine: AbortController | undefined;

function become(ownership: Ownership): void {
  store.send({ type: 'became', ownership });
}

async function hold(owner: Owner): Promise<void> {
  await owner.acquired();
  become('owner');
  await new Promise<void>((resolve) => {
    release = resolve;
  });
}

/** Waits in line for the lock, or steals it; comes back when it was held and lost, or when told to leave the line. */
async function acquire(owner: Owner, steal: boolean): Promise<void> {
  leaveLine = new AbortController();
  try {
    await navigator.locks.request(NAME, steal ? { steal } : { signal: leaveLine.signal }, () => hold(owner));
  } catch (error) {
    // Rejected for having left the line, or because another tab stole the lock from this one while it was frozen.
    if (!(error instanceof DOMException && error.name === 'AbortError')) throw error;
  }
  release = undefined;
  become('reader');
}

let stealing = false;

async function live(owner: Owner): Promise<void> {
  for (;;) {
    const steal = stealing;
    stealing = false;
    await acquire(owner, steal);
  }
}

function known(): Promise<void> {
  return new Promise((resolve) => {
    const { unsubscribe } = store.subscribe(({ context }) => {
      if (context.ownership === 'unknown') return;
      unsubscribe();
      resolve();
    });
  });
}

/** Begins to share the design with other tabs. Resolves when it is known whether this tab owns it. */
export async function shareDesign(owner: Owner): Promise<void> {
  // Pages from other than secure origins have no locks: there the last tab to write wins.
  if (!('locks' in navigator)) {
    await owner.acquired();
    become('owner');
    return;
  }
  channel = new BroadcastChannel(NAME);
  channel.addEventListener('message', () => {
    if (getOwnership() === 'owner') void owner.yielding().finally(() => release?.());
  });
  const decided = known();
  const { held = [] } = await navigator.locks.query();
  if (held.some(({ name }) => name === NAME)) become('reader');
  void live(owner);
  await decided;
}

/** Asks the tab that owns the design to save it and let go, and takes it if there is no answer. */
export async function takeOver(): Promise<void> {
  if (getOwnership() !== 'reader') return;
  channel?.postMessage('yield');
  await new Promise((resolve) => setTimeout(resolve, PATIENCE));
  // Meanwhile the line moved on, and this tab was next in it.
  if (getOwnership() !== 'reader') return;
  stealing = true;
  leaveLine?.abort();
}
