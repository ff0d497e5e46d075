import fc from 'fast-check';
import { test } from 'vitest';
import { expectConservation, expectEnd, expectLittle } from './laws.ts';
import { designs } from './random-designs.ts';

// A swarm: what the quick test tries on a hundred designs.
const RUNS = 3000;

test('requests are conserved in thousands of random designs', () => {
  fc.assert(fc.property(designs, expectConservation), { seed: 141, numRuns: RUNS });
});

test('every visit is answered once in thousands of random designs', () => {
  fc.assert(fc.property(designs, expectEnd), { seed: 142, numRuns: RUNS });
});

test('Little’s law is an identity at every station of thousands of random designs', () => {
  fc.assert(fc.property(designs, expectLittle), { seed: 143, numRuns: RUNS });
});
