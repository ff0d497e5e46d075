import { expect, test } from 'vitest';
import { mutated } from './build.ts';
import { mutants } from './mutants.ts';

test.each(mutants)('the mutant “$name” can be made of the engine as it is', (mutant) => {
  expect(mutated(mutant).size).toBeGreaterThan(0);
});

test('a patch whose text is nowhere, or in several places, is refused by the name of its mutant', () => {
  const lost = { kind: 'none', name: 'lost', seenBy: [], patches: [{ find: 'no such text', replace: '' }] };
  expect(() => mutated(lost)).toThrow(/“lost” .*finds it 0 times/);
  const vague = { kind: 'none', name: 'vague', seenBy: [], patches: [{ find: 'export class', replace: '' }] };
  expect(() => mutated(vague)).toThrow(/“vague” .*times \(/);
});
