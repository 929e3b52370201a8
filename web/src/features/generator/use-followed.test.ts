import { expect, test } from 'vitest';

import { expectSet, startSet } from './use-followed';

const both = expectSet(expectSet({ id: 'old', expected: null, asked: [] }, 'first'), 'second');

test('of two sets that are asked for at once, the later one stays in the pane', () => {
  const second = startSet(both, 'second');
  expect(second).toEqual({ id: 'second', expected: null, asked: [] });
  expect(startSet(second, 'first')).toBe(second);
});

test('the earlier one is in the pane until the later one exists', () => {
  const first = startSet(both, 'first');
  expect(first).toEqual({ id: 'first', expected: 'second', asked: ['second'] });
  expect(startSet(first, 'second').id).toBe('second');
});

test('a set that is asked for again is the later one', () => {
  expect(startSet(expectSet(both, 'first'), 'second')).toEqual({ id: 'second', expected: 'first', asked: ['first'] });
});
