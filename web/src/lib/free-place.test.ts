import { expect, test } from 'vitest';

import { lowestFree } from './free-place';

const ROOM = { top: 60, bottom: 800 };
const span = (top: number, bottom: number) => ({ top, bottom });

test.each([
  ['nothing is taken', [], 800],
  ['something is taken above', [span(100, 700)], 800],
  ['the lower edge is taken', [span(720, 790)], 720],
  ['it is taken twice', [span(650, 715), span(720, 790)], 650],
  ['the order does not matter', [span(720, 790), span(650, 715)], 650],
  ['there is room between', [span(300, 500), span(720, 790)], 720],
  ['what is outside of the room takes nothing', [span(900, 990), span(-50, 20)], 800],
  ['all is taken', [span(70, 790)], undefined],
])('%s', (_, taken, bottom) => {
  expect(lowestFree(60, ROOM, taken)).toBe(bottom);
});
