import { type AnyFault, faultOf } from '../../simulator/index.ts';
import type { DesignDocument, RawFault } from '../design/index.ts';
import type { FaultCurveball, Scenario, Strikes } from '../scenario/index.ts';
import type { Measurement } from './measurement.ts';

/** A curveball aimed at one candidate's design. */
export interface AimedCurveball {
  readonly curveball: FaultCurveball;
  /** What it strikes; absent where it strikes the load and so all that carries it. */
  readonly component?: string;
  /** As it is appended to the design's faults. */
  readonly fault: RawFault;
}

/** What the choice among components of one type goes by: greater is struck first. */
const ranks: Readonly<Record<Strikes['choose'], (of: Measurement['components'][string]) => number>> = {
  'most-traffic': (of) => of.arrivalRate,
  'most-utilized': (of) => of.utilization,
  'fewest-instances': (of) => -of.instances,
};

/** The component that is struck: of the first listed type that carried traffic in the run; ties go by id. */
function target({ types, choose }: Strikes, document: DesignDocument, { components }: Measurement): string | undefined {
  const rank = ranks[choose];
  for (const type of types) {
    const carrying = document.components
      .filter((component) => component.type === type)
      .flatMap(({ id }) => {
        const of = components[id];
        return of !== undefined && of.arrivalRate > 0 ? [{ id, rank: rank(of) }] : [];
      })
      .sort((a, b) => b.rank - a.rank || (a.id < b.id ? -1 : 1));
    const [first] = carrying;
    if (first !== undefined) return first.id;
  }
  return undefined;
}

/** The busiest connection into a component. */
function busiestInto(id: string, document: DesignDocument, { connections }: Measurement) {
  const into = document.connections
    .filter(({ to }) => to === id)
    .map(({ from, to }) => ({ from, to, attempts: connections[`${from}->${to}`]?.attempts ?? 0 }))
    .filter(({ attempts }) => attempts > 0)
    .sort((a, b) => b.attempts - a.attempts || (a.from < b.from ? -1 : 1));
  return into[0];
}

/** Fills the target into a curveball's fault, or says that the design has none for it. */
function aim(
  curveball: FaultCurveball,
  definition: AnyFault,
  document: DesignDocument,
  measured: Measurement,
): AimedCurveball | undefined {
  const { at, for: length, kind, config } = curveball.fault;
  const fault = (where: object): RawFault => ({
    at,
    ...(length === undefined ? {} : { for: length }),
    [kind]: { ...where, ...config },
  });
  if (definition.target === 'load' || definition.target === 'request') return { curveball, fault: fault({}) };
  if (curveball.strikes === undefined) return undefined;
  const component = target(curveball.strikes, document, measured);
  if (component === undefined) return undefined;
  if (definition.target === 'component' || definition.target === 'component-or-zone')
    return { curveball, component, fault: fault({ component }) };
  if (definition.target === 'zone') {
    const written = document.components.find(({ id }) => id === component)?.['zone'];
    const zone: unknown = Array.isArray(written) ? written[0] : written;
    return typeof zone === 'string' ? { curveball, component, fault: fault({ zone }) } : undefined;
  }
  const into = busiestInto(component, document, measured);
  return into === undefined ? undefined : { curveball, component, fault: fault({ from: into.from, to: into.to }) };
}

/** Every curveball of the scenario that can strike this design, those that strike one component before the others. */
function aimable(scenario: Scenario, document: DesignDocument, measured: Measurement): AimedCurveball[] {
  const aimed = scenario.curveballs.flatMap((curveball) => {
    if (curveball.kind !== 'fault') return [];
    const definition = faultOf(curveball.fault.kind);
    const found = definition === undefined ? undefined : aim(curveball, definition, document, measured);
    return found === undefined ? [] : [found];
  });
  const striking = aimed.filter(({ component }) => component !== undefined);
  return striking.length > 0 ? striking : aimed;
}

/**
 * The curveball that strikes a design: fixed by scenario, design and its measured run, and different for different
 * designs. It strikes a component that carried traffic; only where none can be struck, the load itself.
 *
 * @param digest of the design (`designDigest`): it alone decides among the curveballs that can strike
 */
export function chooseCurveball(
  scenario: Scenario,
  document: DesignDocument,
  digest: string,
  measured: Measurement,
): AimedCurveball | undefined {
  const candidates = aimable(scenario, document, measured);
  return candidates[Number.parseInt(digest.slice(0, 8), 16) % Math.max(1, candidates.length)];
}

/** The same curveball found again from what the log says of it. */
export function curveballOf(scenario: Scenario, id: string): FaultCurveball | undefined {
  const found = scenario.curveballs.find((curveball) => curveball.id === id);
  return found?.kind === 'fault' ? found : undefined;
}
