import { expect, test } from 'vitest';

import { type NextMonth, wordsForNextMonth } from './next-month';

const next: NextMonth = {
  begins_at: '2026-12-10T12:00:00Z',
  credits: 500,
  full_credits: 500,
  plan_ends: false,
  payment_due: false,
  held_elsewhere: false,
  inherited: false,
};
const unknown = { begins_at: null, credits: null, full_credits: null };
const words = (change: Partial<NextMonth>) => wordsForNextMonth({ ...next, ...change });

test('the next month shows its date and credits', () => {
  expect(words({})).toMatch(/^On .*2026 your monthly credits are set to 500\.$/);
});

test('a debt or refund is shown, also with a negative balance', () => {
  expect(words({ credits: 300 })).toMatch(/set to 300 \(500 minus debts and refunds\)\.$/);
  expect(words({ credits: -1500 })).toMatch(/set to .1.?500 \(500 minus/);
});

test('the text for an ending plan says what the free plan grants then', () => {
  expect(words({ plan_ends: true })).toMatch(/^Your plan ends on .*2026.* free plan, and .* set to 500\.$/);
  expect(words({ plan_ends: true, held_elsewhere: true, credits: 0, full_credits: 0 })).toMatch(/ends on .*without credits/);
});

test('an account without free months is told that another account of its mailbox has them', () => {
  expect(words({ ...unknown, held_elsewhere: true })).toMatch(/^Another account/);
});

test('while a renewal is unpaid no date is shown', () => {
  expect(words({ ...unknown, payment_due: true })).toMatch(/as soon as your payment/);
});

test('a later account of a mailbox is told why its month has fewer credits', () => {
  expect(words({ inherited: true })).toMatch(/^This month began with .* earlier account .* On .*2026/);
});

test('the text is empty if nothing is known', () => {
  expect(words(unknown)).toBe('');
});
