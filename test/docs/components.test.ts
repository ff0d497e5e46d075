import { expect, test } from 'vitest';
import { componentReference } from '../../src/reference/index.ts';

test('docs/components.md is what the catalogue says (npx vitest run test/docs --update writes it)', async () => {
  await expect(componentReference()).toMatchFileSnapshot('../../docs/components.md');
});
