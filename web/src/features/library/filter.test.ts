import { describe, expect, test } from 'vitest';

import { activeParts, type Filter, NO_FILTER, readFilter, writeFilter } from './filter';
import { boundsOf, isPeriod } from './period';

const ID = '00000000-0000-4000-8000-000000000001';
const ALL: Filter = {
  type: 'video',
  status: 'failed',
  model: 'krea-flux',
  period: '2026-11-01..',
  favourites: true,
  collection: ID,
  search: '"a quoted phrase" fox & 100%',
};

function throughTheUrl(filter: Filter): Filter {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(writeFilter(filter))) if (value !== null) query.set(name, value);
  return readFilter(new URLSearchParams(query.toString()));
}

test('a filter survives in the URL', () => {
  expect(throughTheUrl(ALL)).toEqual(ALL);
  expect(throughTheUrl(NO_FILTER)).toEqual(NO_FILTER);
});

test('invalid values in the URL are ignored', () => {
  expect(readFilter(new URLSearchParams("type=x&status=__proto__&date=tomorrow&collection=1'or'1"))).toEqual(NO_FILTER);
});

test('the parts that are set are listed', () => {
  expect(activeParts(ALL)).toEqual(Object.keys(NO_FILTER));
  expect(activeParts({ ...NO_FILTER, search: '  ', favourites: true })).toEqual(['favourites']);
});

describe('a period', () => {
  const now = new Date(2026, 10, 29, 15, 30); // a Sunday
  test.each([
    ['today', new Date(2026, 10, 29), null],
    ['week', new Date(2026, 10, 23), null],
    ['month', new Date(2026, 10, 1), null],
    ['2026-10-30..2026-10-31', new Date(2026, 9, 30), new Date(2026, 10, 1)],
    ['..2026-10-31', null, new Date(2026, 10, 1)],
  ])('%s has bounds', (period, from, before) => {
    expect(isPeriod(period)).toBe(true);
    expect(boundsOf(period, now)).toEqual({ from, before });
  });
  test.each(['', '..', 'yesterday', '2026-13-01..', '2026-1-1..2026-02-02', '2026-01-01'])('is not %j', (text) => {
    expect(isPeriod(text)).toBe(false);
  });
});
