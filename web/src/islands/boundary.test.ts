import { globSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';

import { expect, test } from 'vitest';

const SRC = resolve(import.meta.dirname, '..');
const source = (path: string) => readFileSync(resolve(SRC, path), 'utf8');

/** The components that pages and layouts hydrate. */
const islands = new Set(
  globSync('{pages,layouts,components,features}/**/*.astro', { cwd: SRC }).flatMap((path) =>
    [...source(path).matchAll(/<([A-Z]\w*)\b[^>]*\bclient:/g)].map((found) => `${found[1]} of ${path}`),
  ),
);

test('pages have islands', () => expect(islands.size).toBeGreaterThan(9));

test.each([...islands])('the island %s has an error boundary', (island) => {
  const [name, path] = island.split(' of ') as [string, string];
  expect(source(path)).toContain(`from '@/islands/${name}'`);
  expect(source(`islands/${name}.tsx`)).toMatch(/<ErrorBoundary/);
});
