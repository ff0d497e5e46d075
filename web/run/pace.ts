/** Wall-clock length that a slice aims at [ms]: a cancel waits for one slice at most. */
const SLICE = 20;
/** Least time between two progress messages [ms]. */
const PROGRESS = 100;
const FIRST_SLICE = 20_000;

/** Lets messages in (a cancel) between two slices; a message to oneself, since timers are held back by browsers. */
const channel = new MessageChannel();
function breathe(): Promise<void> {
  return new Promise((resolve) => {
    channel.port1.onmessage = () => resolve();
    channel.port2.postMessage(undefined);
  });
}

/** Advances by so many events at a time as take a few hundredths of a second, until it is over; tells of it now and then. */
export async function paced(advance: (events: number) => boolean, tell: () => void): Promise<void> {
  let told = performance.now();
  let slice = FIRST_SLICE;
  for (;;) {
    const before = performance.now();
    if (advance(slice)) return;
    const now = performance.now();
    slice = Math.max(1000, Math.round(slice * Math.min(2, Math.max(0.25, SLICE / Math.max(1, now - before)))));
    if (now - told >= PROGRESS) {
      told = now;
      tell();
    }
    await breathe();
  }
}
