import { globSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';

import { expect, test } from 'vitest';

import { shortcutOf } from './keyboard-shortcuts';

const press = (key: string, modifiers = {}) => ({ key, ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, ...modifiers });

test('a shortcut is found by its key and modifiers', () => {
  expect(shortcutOf('page', press('?', { shiftKey: true }))).toBe('keys');
  expect(shortcutOf('page', press('Enter'))).toBeUndefined();
  expect(shortcutOf('page', press('Enter', { metaKey: true }))).toBe('generate');
  expect(shortcutOf('page', press('p', { ctrlKey: true }))).toBeUndefined();
  expect(shortcutOf('card', press('End'))).toBe('move');
  expect(shortcutOf('card', press('End', { shiftKey: true }))).toBe('extend');
  expect(shortcutOf('card', press('a'))).toBeUndefined();
  expect(shortcutOf('result', press('ArrowLeft', { altKey: true }))).toBeUndefined();
});

test('no other code listens to keys, apart from the card and Enter in the search field', () => {
  const src = resolve(import.meta.dirname, '..');
  const listens = (file: string) => /'key(down|up|press)'|onKey(Down|Up|Press)/.test(readFileSync(resolve(src, file), 'utf8'));
  expect(globSync('**/*.{ts,tsx,astro,js}', { cwd: src }).filter((file) => !file.endsWith('.test.ts') && listens(file)).toSorted()).toEqual([
    'components/SearchField.tsx',
    'features/library/MediaCard.tsx',
    'lib/keyboard-shortcuts.ts',
  ]);
});
