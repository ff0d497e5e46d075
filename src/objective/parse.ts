import { actsAs, definitionOf, type Finding } from '../../simulator/index.ts';
import { type Expression, evaluate, quantity, readExpression, type Scope, type Value } from '../math/index.ts';
import { didYouMean, listed } from '../names/index.ts';
import { type Measure, measures } from './measures.ts';

/** One objective, ready to be judged. Plain data: it can be sent to a worker or written to a file. */
export interface Objective {
  readonly name: string;
  /** As written. */
  readonly require: string;
  readonly expression: Expression;
  /** Labels in the timeline by the names that the requirement uses for faults. */
  readonly faults: Readonly<Record<string, string>>;
}

/** A fault that `recovery` may name. */
export interface NamedFault {
  /** As the run's timeline calls it. */
  readonly label: string;
  /** Other ways to name it: `db crash`. */
  readonly aliases: readonly string[];
}

/** The names of a design. */
export interface ObjectiveContext {
  /** Names of requests; empty where they are not known, and then none is refused. */
  readonly requests: ReadonlySet<string>;
  /** Component ids with their types. */
  readonly components: ReadonlyMap<string, string>;
  readonly faults: readonly NamedFault[];
}

export interface RawRequirement {
  readonly name: string;
  readonly require: string;
}

export interface ObjectivesReading {
  readonly objectives: readonly Objective[];
  /** Their paths begin at the list of objectives: `[0, 'require']`. */
  readonly findings: readonly Finding[];
}

/** The measure of this name, or undefined: a measure called `constructor` is none. */
export function measureOf(name: string): Measure | undefined {
  return Object.hasOwn(measures, name) ? measures[name] : undefined;
}

const takesAName = (name: string): boolean => {
  const measure = measureOf(name);
  return measure !== undefined && measure.takes !== 'nothing' && measure.takes !== 'fault';
};

/** The name that a call gives, `*` where it gives none and may; or what is wrong with the call. */
export function givenName(
  name: string,
  measure: Measure,
  given: readonly Value[],
): { readonly name: string } | { readonly problem: string } {
  const [first] = given;
  if (measure.takes === 'nothing') return given.length === 0 ? { name: '*' } : { problem: `${name}() takes nothing` };
  if (first === undefined && (measure.takes === 'request' || measure.takes === 'place')) return { name: '*' };
  const noun = measure.takes === 'place' ? 'component' : measure.takes;
  if (given.length !== 1 || first?.kind !== 'text') {
    const example = measure.takes === 'fault' ? `${name}("db crash")` : `${name}(${noun})`;
    return { problem: `${name}() takes the name of one ${noun}: ${example}` };
  }
  return { name: first.text };
}

function sameName(a: string, b: string): boolean {
  return a.trim().toLowerCase() === b.trim().toLowerCase();
}

/** What a name is looked for among, and what it is when found. */
function resolve(
  measure: Measure,
  name: string,
  context: ObjectiveContext,
): { readonly found: string } | { readonly problem: string } {
  const { requests, components, faults } = context;
  const unknown = (noun: string, valid: readonly string[]) => ({
    problem: `there is no ${noun} "${name}".${didYouMean(name, valid)} There is ${valid.length === 0 ? 'none' : listed(valid, 'and')}`,
  });
  switch (measure.takes) {
    case 'nothing':
      return { found: name };
    case 'request': {
      if (name === '*' || requests.size === 0 || requests.has(name)) return { found: name };
      if (components.has(name))
        return { problem: `"${name}" is a component, and a request is needed: ${listed([...requests])}` };
      return unknown('request', [...requests]);
    }
    case 'fault': {
      const fault = faults.find(({ label, aliases }) => [label, ...aliases].some((known) => sameName(known, name)));
      return fault === undefined
        ? unknown(
            'fault',
            faults.map(({ label }) => label),
          )
        : { found: fault.label };
    }
    default: {
      const { takes } = measure;
      if (takes === 'place' && name === '*') return { found: name };
      const isAny = takes === 'component' || takes === 'place';
      const ids = [...components].filter(([, type]) => isAny || plays(type, takes));
      if (ids.some(([id]) => id === name)) return { found: name };
      if (components.has(name)) return { problem: `"${name}" is no ${takes}` };
      return unknown(
        isAny ? 'component' : takes,
        ids.map(([id]) => id),
      );
    }
  }
}

/** Evaluates with one in place of every measurement: finds wrong names and units before any run. */
function checkingScope(context: ObjectiveContext, labels: Record<string, string>): Scope {
  return {
    name: () => undefined,
    call: (name, given) => {
      const measure = measureOf(name);
      if (measure === undefined) {
        const names = Object.keys(measures);
        return {
          problem: `there is no function "${name}".${didYouMean(name, names)} There is ${listed(names, 'and')}`,
        };
      }
      const asked = givenName(name, measure, given);
      if ('problem' in asked) return asked;
      const resolved = resolve(measure, asked.name, context);
      if ('problem' in resolved) return resolved;
      if (measure.takes === 'fault') labels[asked.name] = resolved.found;
      return quantity(1, measure.unit);
    },
    power: (x, y) => x ** y,
  };
}

function finding(index: number, require: string, what: string, at: number): Finding {
  return {
    code: 'bad-requirement',
    severity: 'error',
    path: [index, 'require'],
    what: `Objective ${index + 1}, at character ${at + 1} of ${JSON.stringify(require)}: ${what}.`,
    why: 'A requirement that cannot be read can be neither met nor missed.',
    todo: 'Write a comparison of measurements, such as p99(redirect) < 100 ms or availability() >= 99.9 %.',
  };
}

function parseOne(raw: RawRequirement, index: number, context: ObjectiveContext): Objective | Finding {
  const { name, require } = raw;
  const { expression, problem } = readExpression(require, takesAName);
  if (problem !== undefined) return finding(index, require, problem.what, problem.at);
  const faults: Record<string, string> = Object.create(null);
  const checked = evaluate(expression, checkingScope(context, faults));
  if (checked.problem !== undefined) return finding(index, require, checked.problem.what, checked.problem.at);
  if (checked.value.kind !== 'truth') return finding(index, require, 'it is a value, not a comparison', 0);
  return { name, require, expression, faults };
}

/** Reads the requirements of a design or scenario against the names of a design. */
export function parseObjectives(list: readonly RawRequirement[], context: ObjectiveContext): ObjectivesReading {
  const objectives: Objective[] = [];
  const findings: Finding[] = [];
  list.forEach((raw, index) => {
    const read = parseOne(raw, index, context);
    if ('severity' in read) findings.push(read);
    else objectives.push(read);
  });
  return { objectives, findings };
}

function plays(type: string, role: string): boolean {
  const definition = definitionOf(type);
  return definition !== undefined && actsAs(definition, role);
}
