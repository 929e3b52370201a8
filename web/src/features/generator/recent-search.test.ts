import { expect, test } from 'vitest';

import { hasWords } from './recent-search';

test('a prompt is found by its words in any order, without case and accents', () => {
  expect(hasWords('Café at night, 35 mm', 'NIGHT cafe')).toBe(true);
  expect(hasWords('Café at night, 35 mm', 'night tea')).toBe(false);
  expect(hasWords('Café at night, 35 mm', ' ')).toBe(true);
});
