import { readFileSync } from 'node:fs';
import { compile, type RunResult, simulate } from '../../simulator/index.ts';
import { type DesignDocument, readDesign } from '../../src/index.ts';

export function fixtureText(name: string): string {
  return readFileSync(new URL(`../fixtures/good/${name}.design.json`, import.meta.url), 'utf8');
}

/** A valid design of the fixtures. */
export function fixture(name: string): DesignDocument {
  const { document } = readDesign(fixtureText(name));
  if (document === undefined) throw new Error(`the fixture ${name} is not openable`);
  return document;
}

/** Runs a design that is known to be valid. */
export function run(document: DesignDocument): RunResult {
  const { topology } = readDesign(JSON.stringify(document));
  const model = topology && compile(topology).model;
  if (model === undefined) throw new Error('the design cannot run');
  return simulate(model);
}

/** The value with everything in it frozen, so that a mutation throws. */
export function frozen<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    Object.values(value).forEach(frozen);
  }
  return value;
}
