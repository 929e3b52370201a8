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

test('the next month is told with what it brings', () => {
  expect(words({})).toMatch(/^On .*2026 your monthly credits are set to 500\.$/);
});

test('what is owed or was refunded is told, below zero too', () => {
  expect(words({ credits: 300 })).toMatch(/set to 300 \(500 minus debts and refunds\)\.$/);
  expect(words({ credits: -1500 })).toMatch(/set to .1.?500 \(500 minus/);
});

test('a plan that ends tells what comes after it', () => {
  expect(words({ plan_ends: true })).toMatch(/^Your plan ends on .*2026.* free plan, and .* set to 500\.$/);
  expect(words({ plan_ends: true, held_elsewhere: true, credits: 0, full_credits: 0 })).toMatch(/ends on .*without credits/);
});

test('an account whose mailbox another account holds is told who has the free credits', () => {
  expect(words({ ...unknown, held_elsewhere: true })).toMatch(/^Another account/);
});

test('while a renewal is unpaid no date is promised', () => {
  expect(words({ ...unknown, payment_due: true })).toMatch(/as soon as your payment/);
});

test('an heir is told why the month is small', () => {
  expect(words({ inherited: true })).toMatch(/^This month began with .* earlier account .* On .*2026/);
});

test('nothing is said where nobody can say', () => {
  expect(words(unknown)).toBe('');
});
