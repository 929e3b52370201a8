import { expect, test } from 'vitest';

import { someEntry } from '@/lib/credit-entry.fixture';
import { noteOf, wordsOf } from './line-words';

const free = { credits: 500, held_elsewhere: false, unused: 0 };
const month = { month_start: '2026-11-10T00:00:00Z', month_end: '2999-12-10T12:00:00Z' };
const line = (change: Parameters<typeof someEntry>[0]) => someEntry({ purchased_amount: 0, ...month, ...change });

test('a reduced free month is explained while it is open', () => {
  const part = line({ kind: 'free_month', amount: 120 });
  expect(noteOf(part, free)).toMatch(/rest of this month from an earlier account/);
  expect(noteOf({ ...part, amount: 500 }, free)).toBeNull();
  expect(noteOf({ ...part, month_end: '2020-12-10T12:00:00Z' }, free)).toBeNull();
  expect(noteOf(part, null)).toBeNull();
});

test('a line of a month names its plan and month', () => {
  expect(wordsOf(line({ kind: 'plan_month', plan: 'Pro' }))).toEqual({
    title: 'Monthly credits of your plan',
    detail: expect.stringMatching(/^Pro · .*2026.*2999/),
  });
  expect(wordsOf(line({ kind: 'free_month' })).detail).toMatch(/^Nov.*2026/);
});

test('credits taken back or restored name the payment or the plan as the reason', () => {
  const taken = line({ kind: 'taken_back', amount: -500 });
  expect(noteOf({ ...taken, subscription_id: 'sub_1' }, free)).toMatch(/payment .* refunded/);
  expect(noteOf({ ...taken, purchased_amount: -500, month_end: null }, free)).toMatch(/payment .* refunded/);
  expect(noteOf(taken, free)).toMatch(/plan continues/);
  expect(noteOf({ ...taken, kind: 'restored', subscription_id: 'sub_1' }, free)).toMatch(/valid again/);
  expect(noteOf(line({ kind: 'generation' }), free)).toBeNull();
});

test('credits that expired of a refund name it as the reason', () => {
  const expired = line({ kind: 'expired', amount: -10 });
  expect(noteOf({ ...expired, generation_id: 'generation-1' }, free)).toMatch(/refunded after the month/);
  expect(noteOf({ ...expired, generation_id: null, month_end: '2026-11-20T00:00:00Z' }, free)).toBeNull();
});

test('free credits that expire before their month ends name the plan as the reason', () => {
  const expired = line({ kind: 'expired', amount: -500, generation_id: null });
  expect(noteOf(expired, free)).toMatch(/credits of your plan instead/);
  expect(noteOf({ ...expired, subscription_id: 'sub_1' }, free)).toBeNull();
});

test('a continued free month and an overpaid debt are explained', () => {
  expect(noteOf(line({ kind: 'reopened', amount: 120 }), free)).toMatch(/continues with what was left/);
  expect(noteOf(line({ kind: 'reopened', amount: 120, subscription_id: 'sub_1' }), free)).toBeNull();
  expect(noteOf(line({ kind: 'debt', amount: 30 }), free)).toMatch(/more than it owed/);
  expect(noteOf(line({ kind: 'debt', amount: -30 }), free)).toBeNull();
});
