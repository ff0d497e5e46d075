import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const read = (path: string) => readFileSync(fileURLToPath(new URL(`../${path}`, import.meta.url)), 'utf8');
const manifest = JSON.parse(read('package.json')) as Record<'dependencies' | 'devDependencies', Record<string, string>>;
const lock = JSON.parse(read('package-lock.json')) as {
  packages: Record<string, { version?: string; resolved?: string; license?: string }>;
};
const direct = Object.entries({ ...manifest.dependencies, ...manifest.devDependencies });
const page = read('docs/dependencies.md');
const rows = [...page.matchAll(/^\| (\S+) \| (\d\S*) \| ([^|]+) \|/gm)].map(([, ...cells]) => cells);

describe('dependencies', () => {
  it('are pinned to exact versions', () => {
    expect(direct.filter(([, version]) => !/^\d+\.\d+\.\d+$/.test(version))).toEqual([]);
  });

  it('are listed in docs/dependencies.md with version and license, and nothing else is', () => {
    const installed = direct.map(([name, version]) => [name, version, lock.packages[`node_modules/${name}`]?.license]);
    expect(rows.sort()).toEqual(installed.sort());
  });

  it('are locked without naming the registry they came from', () => {
    expect(Object.keys(lock.packages).length).toBeGreaterThan(direct.length);
    expect(Object.entries(lock.packages).filter(([, { resolved }]) => resolved !== undefined)).toEqual([]);
  });
});
