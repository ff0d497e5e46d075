import { setImmediate } from 'node:timers/promises';
import { parentPort, workerData } from 'node:worker_threads';
import { compile, type Settled, type Topology } from '../../../simulator/index.ts';
import { Labor } from '../../parallel/index.ts';
import type { Answer, Order } from './messages.ts';

/** A thread that runs the replications that it is told to, one at a time. */

/** Events between two looks at the orders: a few hundredths of a second. */
const SLICE = 20_000;
/** Milliseconds between two messages about the progress. */
const PROGRESS = 100;

const { topology, settled } = workerData as { topology: Topology; settled: Settled };
const { model } = compile(topology);
if (parentPort === null || model === undefined) throw new Error('a thread is made for a design that compiles');
const port = parentPort;
const say = (answer: Answer): void => port.postMessage(answer);

let current: Labor | undefined;

port.on('message', (order: Order) => {
  if (order === 'stop') current?.cancel();
  else void run(new Labor(model, settled, order.run));
});

async function run(labor: Labor): Promise<void> {
  current = labor;
  let told = performance.now();
  try {
    while (!labor.advance(SLICE)) {
      if (performance.now() - told >= PROGRESS) {
        told = performance.now();
        say({ step: labor.step });
      }
      await setImmediate();
    }
    say({ finished: labor.finished() });
  } catch (error) {
    // An invariant of the engine failed: the main thread reports it as it would its own.
    say({ failed: error });
  } finally {
    current = undefined;
  }
}
