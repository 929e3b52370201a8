import { readFileSync } from 'node:fs';

import { expect, test } from 'vitest';

import { isVisible } from './visible';

/** The database is tested with the same table. */
const table = JSON.parse(readFileSync(new URL('../../../tests/schemas/visible.json', import.meta.url), 'utf8')) as Record<
  'visible' | 'invisible',
  string[]
>;

test.each(table.visible)('a text with something to see is visible: %j', (text) => {
  expect(isVisible(text)).toBe(true);
});

test.each(table.invisible)('a text without anything to see is not: %j', (text) => {
  expect(isVisible(text)).toBe(false);
});
