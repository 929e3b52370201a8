import { expect, test } from 'vitest';

import { money } from './money';

const digits = (text: string) => text.replaceAll(/[^\d.,]/g, '').replaceAll(',', '.');

test('a whole price has no decimals, any other one has two', () => {
  expect(digits(money(2900, 'usd'))).toBe('29');
  expect(digits(money(2950, 'usd'))).toBe('29.50');
});

test('the smallest unit is that of the currency', () => {
  expect(digits(money(500, 'jpy'))).toBe('500');
  expect(digits(money(1500, 'kwd'))).toBe('1.500');
});

test('Stripe counts hundredths of some currencies that have none', () => {
  expect(digits(money(50_000, 'isk'))).toBe('500');
});
