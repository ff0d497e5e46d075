import type { Finding } from '../../simulator/index.ts';
import { parseObjectives } from '../objective/index.ts';
import { phases, type Scenario } from './scenario.ts';

/** What no single field can know: that the parts of a scenario fit together. */

type Path = readonly (string | number)[];

function error(code: string, path: Path, what: string, why: string, todo: string): Finding {
  return { code, severity: 'error', path, what, why, todo };
}

function* repeated(names: readonly string[], path: Path, key: string): Generator<Finding> {
  const seen = new Set<string>();
  for (const [i, name] of names.entries()) {
    if (seen.has(name)) {
      yield error(
        'name-twice',
        [...path, i, key],
        `"${name}" is there twice.`,
        'Answers and scores are kept by this name.',
        'Give each its own.',
      );
    }
    seen.add(name);
  }
}

function* names(scenario: Scenario): Generator<Finding> {
  const {
    requirements,
    clarifications,
    givens,
    estimates,
    objectives,
    curveballs,
    deepDives,
    tradeOffs,
    rubric,
    tour,
    proofs,
  } = scenario;
  const ids = (list: readonly { readonly id: string }[]): string[] => list.map((one) => one.id);
  yield* repeated(ids(requirements.functional), ['requirements', 'functional'], 'id');
  yield* repeated(ids(requirements.nonFunctional), ['requirements', 'nonFunctional'], 'id');
  yield* repeated(ids(clarifications), ['clarifications'], 'id');
  yield* repeated(
    givens.map((given) => given.name),
    ['givens'],
    'name',
  );
  yield* repeated(ids(estimates), ['estimates'], 'id');
  yield* repeated(
    objectives.map((objective) => objective.name),
    ['objectives'],
    'name',
  );
  yield* repeated(ids(curveballs), ['curveballs'], 'id');
  yield* repeated(ids(deepDives), ['deepDives'], 'id');
  yield* repeated(ids(tradeOffs), ['tradeOffs'], 'id');
  yield* repeated(
    rubric.map((one) => one.criterion),
    ['rubric'],
    'criterion',
  );
  yield* repeated(ids(tour), ['tour'], 'id');
  yield* repeated(ids(proofs), ['proofs'], 'id');
}

function* clarifications({ clarifications, givens, requirements }: Scenario): Generator<Finding> {
  const known = new Set([
    ...givens.map((given) => given.name),
    ...requirements.functional.map((one) => one.id),
    ...requirements.nonFunctional.map((one) => one.id),
  ]);
  for (const [i, { unlocks }] of clarifications.entries()) {
    for (const [k, name] of unlocks.entries()) {
      if (known.has(name)) continue;
      const path = ['clarifications', i, 'unlocks', k];
      yield error(
        'unlocks-nothing',
        path,
        `There is no given and no requirement "${name}".`,
        'Asking would reveal nothing.',
        'Name one that exists.',
      );
    }
  }
}

function* timing({ minutes, phases: budget }: Scenario): Generator<Finding> {
  if (budget === undefined) return;
  const sum = phases.reduce((total, phase) => total + budget[phase], 0);
  if (sum === minutes) return;
  yield error(
    'phases-sum',
    ['phases'],
    `The phases take ${sum} minutes, the scenario ${minutes}.`,
    'The clock shows both.',
    'Make them agree.',
  );
}

function* weights({ rubric }: Scenario): Generator<Finding> {
  const sum = rubric.reduce((total, one) => total + one.weight, 0);
  if (rubric.length === 0 || Math.abs(sum - 100) < 1e-9) return;
  yield error(
    'weights-sum',
    ['rubric'],
    `The weights sum to ${sum}.`,
    'A score is out of a hundred.',
    'Make them sum to 100.',
  );
}

function* choices({ tradeOffs }: Scenario): Generator<Finding> {
  for (const [i, { choices: options }] of tradeOffs.entries()) {
    const path = ['tradeOffs', i, 'choices'];
    yield* repeated(
      options.map((option) => option.id),
      path,
      'id',
    );
    const best = options.filter((option) => option.best).length;
    if (best !== 1) {
      yield error(
        'one-best-choice',
        path,
        `${best} choices are marked as best.`,
        'One answer is scored as right.',
        'Mark exactly one.',
      );
    }
  }
}

function* proofs({ proofs: list, objectives }: Scenario): Generator<Finding> {
  const known = new Set(objectives.map((objective) => objective.name));
  for (const [i, { role, misses }] of list.entries()) {
    const path = ['proofs', i, 'misses'];
    for (const [k, name] of misses.entries()) {
      if (known.has(name)) continue;
      yield error(
        'no-such-objective',
        [...path, k],
        `There is no objective "${name}".`,
        'A proof is held against objectives.',
        'Name one of "objectives".',
      );
    }
    if (role === 'reference' && misses.length > 0) {
      yield error(
        'reference-misses',
        path,
        'A reference design misses an objective.',
        'It shows that the task can be done.',
        'Leave "misses" empty.',
      );
    }
    if (role === 'flawed' && misses.length === 0) {
      yield error(
        'flawed-misses-nothing',
        path,
        'A flawed design misses no objective.',
        'It would pass.',
        'Name what it misses.',
      );
    }
  }
  if (!list.some((proof) => proof.role === 'reference')) {
    yield error(
      'no-reference',
      ['proofs'],
      'There is no reference design.',
      'Nothing shows that the task can be done.',
      'Add one.',
    );
  }
}

function requestNames({ workload }: Scenario): ReadonlySet<string> {
  return new Set(workload.streams.flatMap((stream) => Object.keys(stream.requests)));
}

/**
 * Every requirement that is made of designs not known here: it may ask for requests and for the bill, and for no
 * component, since whoever draws one names it as they like.
 */
function* expressions(scenario: Scenario): Generator<Finding> {
  const { objectives, curveballs, tour } = scenario;
  const context = { requests: requestNames(scenario), components: new Map<string, string>(), faults: [] };
  const lists: [Path, readonly { readonly require: string }[]][] = [
    [['objectives'], objectives],
    ...curveballs.flatMap((ball, i): [Path, readonly { readonly require: string }[]][] => [
      [['curveballs', i, 'expect'], ball.expect],
      [['curveballs', i, 'change', 'objectives'], (ball.kind === 'requirement' && ball.change.objectives) || []],
    ]),
  ];
  for (const [path, list] of lists) {
    const named = list.map(({ require }) => ({ name: require, require }));
    for (const finding of parseObjectives(named, context).findings)
      yield { ...finding, path: [...path, ...finding.path] };
  }
  for (const [i, { done }] of tour.entries()) {
    const named = (done.run?.require ?? []).map((require) => ({ name: require, require }));
    for (const finding of parseObjectives(named, context).findings) {
      yield { ...finding, path: ['tour', i, 'done', 'run', 'require', finding.path[0] ?? 0] };
    }
  }
}

/** Requests that requirements and operations name are requests of the workload. */
function* requests(scenario: Scenario): Generator<Finding> {
  const { requirements, api } = scenario;
  const known = requestNames(scenario);
  const unknown = (path: Path, name: string): Finding =>
    error(
      'no-such-request',
      path,
      `The workload has no request "${name}".`,
      'Nothing would be measured for it.',
      `Name one of: ${[...known].join(', ')}.`,
    );
  for (const [i, one] of requirements.functional.entries()) {
    for (const [k, name] of (one.requests ?? []).entries()) {
      if (!known.has(name)) yield unknown(['requirements', 'functional', i, 'requests', k], name);
    }
  }
  for (const [i, { request }] of api.entries()) {
    if (request !== undefined && !known.has(request)) yield unknown(['api', i, 'request'], request);
  }
}

/** Everything about a scenario that its parts contradict each other in. */
export function coherence(scenario: Scenario): Finding[] {
  return [names, clarifications, timing, weights, choices, proofs, requests, expressions].flatMap((check) => [
    ...check(scenario),
  ]);
}
