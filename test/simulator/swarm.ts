import { definitionOf, simulate } from '../../simulator/index.ts';
import { modelOf, type Sketch } from '../support/topology.ts';
import { expectConserved, expectEnd, expectEstimate, expectLittle, expectRepeatable, guards } from './laws.ts';
import { randomDesign } from './random-catalogue.ts';
import { expectSums } from './tracing/sums.ts';

/** All laws of any design, tried on designs of everything that there is. */
const laws: Readonly<Record<string, (sketch: Sketch) => void>> = {
  'requests are conserved, shares are shares, and the same is the same again': (sketch) => {
    const result = simulate(modelOf(sketch), guards);
    expectConserved(result);
    if (result.run.partial === undefined) expectRepeatable(sketch, result);
  },
  'the estimate has no hole': expectEstimate,
  'the parts of a response time sum to it': (sketch) => void expectSums(sketch, 1, guards.maxEvents),
  'Little’s law holds': expectLittle,
  'every visit is answered once': expectEnd,
};

/** The first law that a design breaks, and how; undefined where it keeps all. */
function broken(sketch: Sketch): { law: string; how: string } | undefined {
  for (const [law, expectLaw] of Object.entries(laws)) {
    try {
      expectLaw(structuredClone(sketch));
    } catch (error) {
      return { law, how: error instanceof Error ? (error.stack ?? error.message) : String(error) };
    }
  }
  return undefined;
}

/** The design with one thing less, in every way there is. */
function* smaller(sketch: Sketch): Generator<Sketch> {
  const without = <T>(items: readonly T[], at: number) => items.filter((_, i) => i !== at);
  const { components, connections, faults = [] } = sketch;
  for (const at of faults.keys()) yield { ...sketch, faults: without(faults, at) };
  for (const [at, { id }] of components.entries()) {
    const { streams } = sketch.workload as { streams: { client: string }[] };
    yield {
      ...sketch,
      components: without(components, at),
      connections: connections.filter(({ from, to }) => from !== id && to !== id),
      workload: { streams: streams.filter(({ client }) => client !== id) },
    };
  }
  for (const at of connections.keys()) yield { ...sketch, connections: without(connections, at) };
  for (const list of ['components', 'connections'] as const) {
    for (const [at, item] of sketch[list].entries()) {
      for (const name of Object.keys(item)) {
        if (['id', 'type', 'from', 'to'].includes(name)) continue;
        const { [name]: _, ...rest } = item;
        yield { ...sketch, [list]: sketch[list].with(at, rest as never) };
      }
    }
  }
}

/** A design that breaks the same law and has nothing that could be left out. */
function smallest(sketch: Sketch, law: string): Sketch {
  for (const less of smaller(sketch)) {
    if (isValid(less) && broken(less)?.law === law) return smallest(less, law);
  }
  return sketch;
}

function isValid(sketch: Sketch): boolean {
  const { components, connections } = sketch;
  const queues = components.filter(({ type }) => definitionOf(type)?.role === 'queue');
  if (!queues.every(({ id }) => connections.some(({ from }) => from === id))) return false;
  try {
    modelOf(sketch);
    return true;
  } catch {
    return false; // what was left out was needed
  }
}

/**
 * Tries so many designs, by their numbers; returns in words what is wrong with them, each with the smallest design that
 * shows it. Numbers mean other designs once the catalogue has grown: it is the design that is to be kept, as a test.
 */
export function trySwarm(first: number, designs: number): { wrong: string[]; tried: number } {
  const wrong: string[] = [];
  let tried = 0;
  for (let seed = first; seed < first + designs; seed++) {
    const sketch = randomDesign(seed);
    if (sketch === undefined) continue;
    tried++;
    const found = broken(sketch);
    if (found === undefined) continue;
    const least = smallest(sketch, found.law);
    wrong.push(`${seed}: ${found.law}\n${JSON.stringify(least)}\n${broken(least)?.how}`);
  }
  return { wrong, tried };
}
