import { expect, test } from 'vitest';

import { someEntry } from '@/lib/credit-entry.fixture';
import type { Entry, EntryPage } from '@/lib/credit-history';
import { withNews, withOlder } from './statement';

function page(from: number, to: number, more: boolean): EntryPage {
  const entries: Entry[] = [];
  for (let number = from; number >= to; number -= 1) {
    entries.push(someEntry({ id: `id ${number}`, line: number }));
  }
  return { entries, more };
}

const numbers = ({ entries }: EntryPage) => entries.map(({ line }) => line);

test('new lines are added above the loaded ones, each once', () => {
  const all = withNews(page(5, 3, true), page(6, 4, true));
  expect(numbers(all)).toEqual([6, 5, 4, 3]);
  expect(all.more).toBe(true);
});

test('older lines are added below', () => {
  const all = withOlder(page(5, 4, true), page(3, 1, false));
  expect(numbers(all)).toEqual([5, 4, 3, 2, 1]);
  expect(all.more).toBe(false);
});

test('no gap remains if there are more new lines than a page holds', () => {
  const all = withNews(page(5, 3, false), page(20, 11, true));
  expect(numbers(all)).toEqual(numbers(page(20, 11, true)));
  expect(all.more).toBe(true);
});

test('a reached end stays the end', () => {
  expect(withNews(page(3, 1, false), page(4, 2, true)).more).toBe(false);
});
