import {
  type FaultSpec,
  type Finding,
  faultCatalogue,
  faultOf,
  hasErrors,
  type StreamTopology,
  shapePoints,
  type Topology,
  type WorkloadSpec,
} from '../../simulator/index.ts';
import { shapeFromExpression } from '../math/index.ts';
import { type NamedFault, type Objective, parseObjectives } from '../objective/index.ts';
import type { DesignDocument, RawObjective } from './document.ts';
import { explainIssues } from './explain.ts';
import { designFormat, readFormat } from './format.ts';
import { locator, type PlacedFinding, readJson } from './json.ts';
import { checkValue, MOST_FINDINGS } from './limits.ts';
import { isOpenable } from './openable.ts';
import { unknownItems } from './prices.ts';
import { checkReferences, componentTypes, requestNames } from './references.ts';
import { upgraded } from './retired.ts';
import { designSchema, type ParsedDesign } from './schema.ts';
import { isGroup } from './schema-at.ts';
import { getIn } from './set-in.ts';
import { designVocabulary } from './vocabulary.ts';

/** A design as read: what can be edited, what can be compiled, and all that is wrong. */
export interface DesignReading {
  /** Present where the studio can open it, errors or not. */
  readonly document?: DesignDocument;
  /** Present where there is no error. It may still be wrong as a whole, which `compile` says. */
  readonly topology?: Topology;
  /** Those that could be read. */
  readonly objectives: readonly Objective[];
  readonly findings: readonly PlacedFinding[];
}

/** How a person may name a fault besides by its label: component and kind, `db crash`. */
function namedFaults(root: unknown): NamedFault[] {
  const list = getIn(root, ['faults']);
  if (!Array.isArray(list)) return [];
  return list.flatMap((fault: unknown): NamedFault[] => {
    const kind = isGroup(fault) ? Object.keys(fault).find((key) => faultOf(key) !== undefined) : undefined;
    const definition = kind === undefined ? undefined : faultOf(kind);
    if (kind === undefined || definition === undefined) return [];
    const config = definition.config.safeParse(getIn(fault, [kind]));
    if (!config.success) return [];
    const { component, zone, region, from, to } = config.data as Readonly<Record<string, unknown>>;
    const struck = component ?? zone ?? region ?? (from === undefined ? undefined : `${String(from)}->${String(to)}`);
    return [
      {
        label: definition.label(config.data as never),
        aliases: [struck === undefined ? kind : `${String(struck)} ${kind}`],
      },
    ];
  });
}

function readObjectives(root: unknown): {
  readonly objectives: readonly Objective[];
  readonly findings: readonly Finding[];
} {
  const list = getIn(root, ['objectives']);
  if (!Array.isArray(list)) return { objectives: [], findings: [] };
  // What is no objective at all has its finding from the schema; the places of the others must not shift.
  const readable = list.flatMap((item: unknown, index) => {
    const [name, require] = [getIn(item, ['name']), getIn(item, ['require'])];
    return typeof name === 'string' && typeof require === 'string'
      ? [{ index, raw: { name, require } satisfies RawObjective }]
      : [];
  });
  const context = { requests: requestNames(root), components: componentTypes(root), faults: namedFaults(root) };
  const { objectives, findings } = parseObjectives(
    readable.map(({ raw }) => raw),
    context,
  );
  const placed = findings.map((finding) => {
    const [position, ...rest] = finding.path;
    return { ...finding, path: ['objectives', readable[Number(position)]?.index ?? 0, ...rest] };
  });
  return { objectives, findings: placed };
}

type ParsedStream = WorkloadSpec['streams'][number];

function readStream(stream: ParsedStream, index: number, horizon: number, findings: Finding[]): StreamTopology {
  const { shape, ...rest } = stream;
  if (shape === undefined) return rest;
  if (!('expression' in shape)) return { ...rest, shape: shapePoints(shape, horizon) };
  const { points, problem } = shapeFromExpression(shape.expression, horizon);
  if (problem === undefined) return { ...rest, shape: points };
  findings.push({
    code: 'bad-expression',
    severity: 'error',
    path: ['workload', 'streams', index, 'shape', 'expression'],
    what: `The shape of stream ${index + 1}, at character ${problem.at + 1}: ${problem.what}.`,
    why: 'The rate is multiplied by its value at every moment.',
    todo: 'Write a factor in t, the seconds since the start: 1 + 0.5 * sin(2 * pi * t / 60).',
  });
  return rest;
}

function readFault(fault: Readonly<Record<string, unknown>>): FaultSpec {
  const { at, for: lasts, ...named } = fault;
  const { kind } = faultCatalogue.find((definition) => Object.hasOwn(named, definition.kind)) ?? { kind: '' };
  return { at: Number(at ?? 0), kind, config: named[kind], ...(typeof lasts === 'number' && { for: lasts }) };
}

function topologyOf(design: ParsedDesign, findings: Finding[]): Topology {
  const run = design.run ?? designSchema.shape.run.unwrap().parse({});
  return {
    components: design.components as unknown as Topology['components'],
    connections: design.connections,
    streams: (design.workload?.streams ?? []).map((stream, index) => readStream(stream, index, run.duration, findings)),
    faults: (design.faults ?? []).map(readFault),
    zones: design.zones,
    regions: design.regions,
    run,
    ...(design.prices !== undefined && { prices: design.prices }),
  };
}

/** One problem of a place is enough: what is no number at all needs no word about its unit. */
function withoutEchoes(findings: readonly Finding[]): Finding[] {
  const seen = new Set<string>();
  const kept = findings.filter(({ path, what }) => {
    const key = path.length === 0 ? what : JSON.stringify(path);
    return !seen.has(key) && seen.add(key);
  });
  if (kept.length <= MOST_FINDINGS) return kept;
  const more: Finding = {
    code: 'too-many-problems',
    severity: hasErrors(kept.slice(MOST_FINDINGS)) ? 'error' : 'warning',
    path: [],
    what: `There are more problems than the ${MOST_FINDINGS} that are listed.`,
    why: 'Nobody reads so many at once.',
    todo: 'Correct these first.',
  };
  return [...kept.slice(0, MOST_FINDINGS), more];
}

/** Reads a design from a value of unknown origin. All problems are findings; it never throws. */
export function parseDesign(value: unknown): DesignReading {
  const checked = checkValue(value);
  if (checked.hostile) return { objectives: [], findings: withoutEchoes(checked.findings) };
  const { document: written, finding } = readFormat(value, designFormat);
  // What else is wrong is told by the rules of this format, which a file of another one need not keep.
  if (finding !== undefined) return { objectives: [], findings: [finding] };
  const { document, findings: retired } = upgraded(written);
  const references = checkReferences(document);
  const parsed = designSchema.safeParse(document);
  const issues = parsed.success ? [] : explainIssues(parsed.error.issues, document, designSchema, designVocabulary);
  const { objectives, findings: requirements } = readObjectives(document);
  const problems: Finding[] = [
    ...checked.findings,
    ...retired,
    ...references,
    ...issues,
    ...requirements,
    ...unknownItems(document, ['prices']),
  ];
  const topology = parsed.success && !hasErrors(problems) ? topologyOf(parsed.data, problems) : undefined;
  const findings = withoutEchoes(problems);
  return {
    ...(isOpenable(document) && { document }),
    ...(topology !== undefined && !hasErrors(findings) && { topology }),
    objectives,
    findings,
  };
}

/** Reads a design from the text of a file; findings say where in the text they are. Never throws. */
export function readDesign(text: string): DesignReading {
  const { value, findings } = readJson(text);
  if (value === undefined) return { objectives: [], findings };
  const reading = parseDesign(value);
  const place = reading.findings.length === 0 ? undefined : locator(text);
  const placed = reading.findings.map((finding): PlacedFinding => {
    const found = place?.(finding.path);
    return found === undefined ? finding : { ...finding, place: found };
  });
  if (!hasErrors(findings)) return { ...reading, findings: placed };
  const { topology: _, ...rest } = reading;
  return { ...rest, findings: [...findings, ...placed] };
}
