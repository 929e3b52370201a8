import { expect, test } from 'vitest';

import { gridFor } from './tile-grid';

test.each([
  ['one result', [0.5], [1, 1, 1]],
  ['two wide ones', [16 / 9, 16 / 9], [1, 1, 2]],
  ['two squares', [1, 1], [2, 2, 1]],
  ['four squares', [1, 1, 1, 1], [2, 2, 2]],
  ['four tall ones', [9 / 16, 9 / 16, 9 / 16, 9 / 16], [4, 2, 1]],
  ['three shapes', [1, 16 / 9, 9 / 16], [2, 2, 2]],
])('%s', (_, aspects, [columns, onPhone, lines]) => {
  expect(gridFor(aspects)).toEqual({ '--columns': columns, '--phone-columns': onPhone, '--lines': lines });
});
