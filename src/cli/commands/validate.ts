import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { didYouMean } from '../../index.ts';
import { cases, hasPassed, type Judgment, type Verdict, validationPage } from '../../validation/index.ts';
import { type Host, type Outcome, Refusal } from '../host.ts';
import { jsonText } from '../json.ts';
import { packageRoot } from '../package-root.ts';
import { ProgressLine } from '../progress.ts';
import { verdictLines } from '../render/validation.ts';
import { verdictsOn } from '../validation-jobs.ts';

export interface ValidateOptions {
  readonly quick?: boolean;
  /** Ids of cases; all of them unless given. */
  readonly case?: readonly string[];
  readonly seed: number;
  readonly json?: boolean;
  /** Where the page goes; docs/validation.md of a checkout unless given. */
  readonly out?: string;
}

/** The part of the page that is not made here: it is kept as it is. */
const APPENDIX = '## Mutants';

/** Runs the cases with known answers, prints what came out, and writes the page about it. */
export async function validate(options: ValidateOptions, host: Host): Promise<Outcome> {
  const chosen = chosenCases(options.case);
  const line = new ProgressLine(host);
  let begun = 0;
  const verdicts = await verdictsOn(chosen, {
    isQuick: options.quick === true,
    seed: options.seed,
    signal: host.signal,
    begun: ({ id, title }) => line.say(`${++begun} of ${chosen.length} · ${id} ${title}`),
  }).finally(() => line.clear());
  host.out(options.json ? jsonText(document(verdicts, options)) : `${verdictLines(verdicts, host.style).join('\n')}\n`);
  const path = options.out ?? (options.case === undefined ? checkoutPage() : undefined);
  if (path !== undefined) await writePage(path, verdicts, options, host);
  return verdicts.every(hasPassed) ? 'done' : 'missed';
}

function chosenCases(ids: readonly string[] | undefined) {
  if (ids === undefined) return cases;
  const known = cases.map(({ id }) => id);
  for (const id of ids) {
    if (!known.includes(id)) {
      throw new Refusal(`--case ${id}: there is no such case.${didYouMean(id, known)} There are: ${known.join(', ')}.`);
    }
  }
  return cases.filter(({ id }) => ids.includes(id));
}

/** The page of the repository that this program runs from; an installed package has none. */
function checkoutPage(): string | undefined {
  return existsSync(join(packageRoot, '.git')) ? join(packageRoot, 'docs', 'validation.md') : undefined;
}

async function writePage(path: string, verdicts: readonly Verdict[], { seed, quick }: ValidateOptions, host: Host) {
  const before = existsSync(path) ? await readFile(path, 'utf8') : '';
  const at = before.indexOf(APPENDIX);
  const page = validationPage({
    verdicts,
    seed,
    isQuick: quick === true,
    ...(at >= 0 && { appendix: before.slice(at) }),
  });
  try {
    await writeFile(path, page);
  } catch (error) {
    throw new Refusal(`${path} cannot be written: ${(error as Error).message}.`);
  }
  if (!host.quiet) host.err(`Written: ${path}\n`);
}

function document(verdicts: readonly Verdict[], { seed, quick }: ValidateOptions): object {
  const plain = ({ case: _, ...rest }: Judgment) => rest;
  return {
    format: 'headroom/validation@1',
    seed,
    quick: quick === true,
    passed: verdicts.every(hasPassed),
    cases: verdicts.map((verdict) => ({
      id: verdict.case.id,
      title: verdict.case.title,
      model: verdict.case.model,
      source: verdict.case.source,
      passed: hasPassed(verdict),
      problems: verdict.problems,
      numbers: verdict.judgments.map(plain),
    })),
  };
}
