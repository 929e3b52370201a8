import { expect, test } from 'vitest';

import { dayBefore, toDays, topUses } from './credit-days';
import { someEntry } from './credit-entry.fixture';
import type { CreditKind } from '@/types/tables';

import type { Entry } from './credit-history';

const NOW = new Date(2026, 10, 22, 15, 30);

let last = 0;
function entry(kind: CreditKind, amount: number, ago: number, generation_id: string | null = null, description = 'Krea Flux'): Entry {
  last += 1;
  const created_at = new Date(dayBefore(NOW, ago).getTime() + 60_000).toISOString();
  return someEntry({ id: String(last), line: last, kind, amount, generation_id, description, created_at });
}

test('each day has the credits used and added, and its final balance', () => {
  const entries = [entry('generation', -10, 0, 'a'), entry('pack', 1000, 1), entry('generation', -100, 1, 'b')];
  const days = toDays(entries, 1390, NOW, 3);
  expect(days.map(({ used, added, balance }) => [used, added, balance])).toEqual([
    [0, 0, 500],
    [100, 1000, 1400],
    [10, 0, 1390],
  ]);
});

test('expired credits reduce the added ones, and a deduction counts as used', () => {
  const entries = [entry('expired', -120, 0), entry('plan_month', 3000, 0), entry('deduction', -7, 0)];
  expect(toDays(entries, 3000, NOW, 1).map(({ used, added }) => [used, added])).toEqual([[7, 2880]]);
});

test('a refunded generation does not count as used', () => {
  const entries = [entry('refund', 100, 0, 'a'), entry('generation', -100, 1, 'a'), entry('generation', -15, 1, 'b')];
  expect(toDays(entries, 485, NOW, 2).map(({ used }) => used)).toEqual([15, 0]);
});

test('a refund of a generation before the first day is ignored', () => {
  expect(toDays([entry('refund', 100, 0, 'long ago')], 500, NOW, 2).map(({ used }) => used)).toEqual([0, 0]);
});

test('days are calendar days, also across a daylight-saving change', () => {
  const days = toDays([], 0, NOW, 30);
  expect(days).toHaveLength(30);
  expect(days.every(({ start }) => start.getHours() === 0)).toBe(true);
  expect(days.at(-1)?.start).toEqual(new Date(2026, 10, 22));
});

test('the uses of all days are summed by name, the largest first, and the smallest ones are one entry', () => {
  const entries = [
    entry('generation', -10, 0, 'a'),
    entry('generation', -100, 0, 'b', 'Wan'),
    entry('refund', 100, 0, 'b', 'Wan'),
    entry('generation', -100, 1, 'c', 'Wan'),
    entry('generation', -15, 1, 'd', 'Qwen'),
    entry('deduction', -7, 1, null, 'Export'),
  ];
  const days = toDays(entries, 0, NOW, 2);
  expect(days.map(({ uses }) => uses)).toEqual([{ Wan: 100, Qwen: 15, Export: 7 }, { 'Krea Flux': 10, Wan: 0 }]);
  expect(topUses(days, 3, 'Other')).toEqual([['Wan', 100], ['Qwen', 15], ['Other', 17]]);
});
