import { compile, hasErrors, type Model, type PriceList, type Topology } from '../../simulator/index.ts';
import {
  type DesignDocument,
  type Objective,
  type PlacedFinding,
  parseDesign,
  readDesign,
  readJson,
  readPrices,
  withScenario,
} from '../index.ts';
import { readText, type TextFile } from './files.ts';
import { type Host, Refusal } from './host.ts';
import { type Overrides, withRun, withTotalRate } from './overrides.ts';
import { type Problems, problemLines } from './render/problems.ts';
import { noSuchScenario, type OpenedScenario, openScenario, scenarioIds } from './scenarios.ts';
import { withTraces } from './traces.ts';

/** Fields that a design may take from its scenario. */
const shared = ['workload', 'faults', 'objectives', 'run'] as const;

/** A design that can run. */
export interface OpenedDesign {
  readonly name: string;
  /** With what it has from its scenario and from the command line, the rate excepted. */
  readonly document: DesignDocument;
  readonly model: Model;
  readonly objectives: readonly Objective[];
}

/**
 * Reads a design, with the scenario that it or the command line names, and compiles it. Everything that is wrong with it
 * is said on standard error; undefined where that keeps it from running.
 */
export async function openDesign(
  path: string,
  options: Overrides & { readonly scenario?: string },
  host: Host,
): Promise<OpenedDesign | undefined> {
  const file = await readText(path, host);
  const { document, findings: openingFindings } = readDesign(file.text);
  if (document === undefined) return refused([{ file: file.name, text: file.text, findings: openingFindings }], host);
  const opened = await openScenarioOf(document, options.scenario, file, host);
  if (opened !== undefined && opened.scenario === undefined) {
    return refused([{ file: opened.file.name, text: opened.file.text, findings: opened.findings }], host);
  }
  const filled = opened?.scenario === undefined ? document : withScenario(document, opened.scenario);
  const list = options.prices === undefined ? undefined : await openPrices(options.prices, host);
  if (list !== undefined && list.prices === undefined) return refused([list.problems], host);
  const priced = list?.prices === undefined ? filled : { ...filled, prices: list.prices };
  const settled = withRun(priced, options);
  const reading = parseDesign(settled);
  const home = document.workload === undefined && opened !== undefined ? opened.file.name : path;
  const topology = reading.topology && (await withTraces(reading.topology, home, host));
  const compiled = topology === undefined ? undefined : compiledAt(topology, options.rate);
  // What only the text itself can show, such as a field that is written twice, comes first.
  const findings = [...readJson(file.text).findings, ...reading.findings, ...(compiled?.findings ?? [])];
  // The list stands in the design's place, but what is wrong with it is told of its own file.
  const about = list === undefined ? findings : findings.filter(({ path: [field] }) => field !== 'prices');
  const problems = [...(list === undefined ? [] : [list.problems]), ...assigned(about, document, file, opened)].filter(
    (each) => each.findings.length > 0,
  );
  if (compiled?.model === undefined || hasErrors(findings)) return refused(problems, host);
  if (findings.length > 0 && !host.quiet) host.err(`${problemLines(problems, host.errorStyle).join('\n')}\n\n`);
  return { name: document.name, document: settled, model: compiled.model, objectives: reading.objectives };
}

/** A price list of its own file, and what is wrong with it. */
async function openPrices(
  path: string,
  host: Host,
): Promise<{ readonly prices?: PriceList | undefined; readonly problems: Problems }> {
  const file = await readText(path, host);
  const { prices, findings } = readPrices(file.text);
  return { prices, problems: { file: file.name, text: file.text, findings } };
}

/** Compiles at the rate of the file or at another; what there is to scale is known only once all is compiled. */
function compiledAt(topology: Topology, rate: number | undefined): ReturnType<typeof compile> {
  const compiled = compile(topology);
  const { model } = compiled;
  return rate === undefined || model === undefined ? compiled : compile(withTotalRate(model, rate));
}

/** The scenario that the command line names, or else the design, which may only name one of the package. */
async function openScenarioOf(
  { scenario }: DesignDocument,
  asked: string | undefined,
  file: TextFile,
  host: Host,
): Promise<OpenedScenario | undefined> {
  if (asked !== undefined) return openScenario(asked, host);
  if (scenario === undefined) return undefined;
  const ids = await scenarioIds();
  if (ids.includes(scenario)) return openScenario(scenario, host);
  throw new Refusal(`${file.name}: "scenario" is ${JSON.stringify(scenario)}, and ${noSuchScenario(scenario, ids)}`);
}

/** Findings by the file they are about: what the design has from its scenario stands there. */
function assigned(
  findings: readonly PlacedFinding[],
  document: DesignDocument,
  file: TextFile,
  opened: OpenedScenario | undefined,
): Problems[] {
  const isBorrowed = ({ path: [field] }: PlacedFinding): boolean =>
    opened !== undefined && shared.some((name) => name === field && document[name] === undefined);
  const about = ({ name, text }: TextFile, some: readonly PlacedFinding[]): Problems[] =>
    some.length === 0 ? [] : [{ file: name, text, findings: some }];
  return [
    ...about(
      file,
      findings.filter((finding) => !isBorrowed(finding)),
    ),
    ...(opened === undefined ? [] : about(opened.file, findings.filter(isBorrowed))),
  ];
}

function refused(problems: readonly Problems[], host: Host): undefined {
  host.err(`${problemLines(problems, host.errorStyle).join('\n')}\n`);
  return undefined;
}
