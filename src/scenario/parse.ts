import type { z } from 'zod';
import { type Finding, hasErrors } from '../../simulator/index.ts';
import { coherence } from './coherence.ts';
import { type Scenario, scenarioSchema } from './scenario.ts';

/** A scenario as read: what can be used, and everything that is wrong with it. */
export interface ScenarioReading {
  /** Present where nothing is wrong enough to keep it from being played. */
  readonly scenario?: Scenario;
  readonly findings: readonly Finding[];
}

const FORMAT = 'headroom/scenario@';
const VERSION = 1;

/** A file that is no scenario, or one of a version that is not known here; undefined where the format is right. */
function formatFinding(value: unknown): Finding | undefined {
  const refused = (code: string, what: string, todo: string): Finding => ({
    code,
    severity: 'error',
    path: ['format'],
    what,
    why: 'The format says how the rest of the file is to be read.',
    todo,
  });
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return {
      ...refused('not-a-scenario', 'This is not a JSON object.', 'Begin from scenarios/first-steps/scenario.json.'),
      path: [],
    };
  }
  const format: unknown = Reflect.get(value, 'format');
  if (format === `${FORMAT}${VERSION}`) return undefined;
  const version =
    typeof format === 'string' && format.startsWith(FORMAT) ? Number(format.slice(FORMAT.length)) : Number.NaN;
  if (version > VERSION) {
    return refused(
      'newer-version',
      `The file is of version ${version}; this program knows version ${VERSION}.`,
      'Update the program.',
    );
  }
  return refused('not-a-scenario', `"format" does not name a scenario.`, `Write "format": "${FORMAT}${VERSION}".`);
}

type Issue = z.core.$ZodIssue;

/** Of a union's branches, the issues of the one that came nearest: whose first problem lies deepest in the file. */
function innermost(
  issue: Issue,
  path: readonly PropertyKey[] = [],
): { message: string; code: string; path: PropertyKey[] }[] {
  const here = [...path, ...issue.path];
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      message: 'expected no such field',
      code: 'unknown-field',
      path: [...here, key],
    }));
  }
  if (issue.code !== 'invalid_union' || issue.errors.length === 0)
    return [{ message: issue.message, code: issue.code, path: here }];
  const depth = (branch: Issue[]): number => Math.max(...branch.map((one) => one.path.length));
  const nearest = issue.errors.reduce((best, branch) => (depth(branch) > depth(best) ? branch : best));
  if (depth(nearest) === 0) return [{ message: issue.message, code: issue.code, path: here }];
  return nearest.flatMap((one) => innermost(one, here));
}

function schemaFindings(issues: readonly Issue[]): Finding[] {
  return issues
    .flatMap((issue) => innermost(issue))
    .map(({ message, code, path }) => ({
      code: code === 'unknown-field' ? code : 'scenario-invalid',
      severity: 'error',
      path: path.map((part) => (typeof part === 'number' ? part : String(part))),
      what: `${message.charAt(0).toUpperCase()}${message.slice(1)}.`,
      why: 'A scenario is played from its data alone, so every field has to be what the format says.',
      todo:
        code === 'unknown-field'
          ? 'Remove it or correct its name; docs/authoring.md lists the fields.'
          : 'Correct it; docs/authoring.md says what belongs here.',
    }));
}

/** Reads a scenario from parsed JSON of unknown origin. Never throws. */
export function parseScenario(value: unknown): ScenarioReading {
  const wrongFormat = formatFinding(value);
  if (wrongFormat !== undefined) return { findings: [wrongFormat] };
  const parsed = scenarioSchema.safeParse(value);
  if (!parsed.success) return { findings: schemaFindings(parsed.error.issues) };
  const findings = coherence(parsed.data);
  return hasErrors(findings) ? { findings } : { scenario: parsed.data, findings };
}
