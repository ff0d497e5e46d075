import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');

test('docs/extending.md shows the code of the component that it adds', () => {
  const source = read('simulator/components/geo-index.ts');
  const blocks = [...read('docs/extending.md').matchAll(/```ts\n(.*?)```/gs)].map(([, code]) => code);
  expect(blocks.length).toBeGreaterThan(4);
  for (const block of blocks) expect(source).toContain(block.trimEnd());
});
