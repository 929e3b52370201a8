import { expect, test } from 'vitest';

import { money } from './money';

const digits = (text: string) => text.replaceAll(/[^\d.,]/g, '').replaceAll(',', '.');

test('a whole price has no decimals, any other price has those of its currency', () => {
  expect(digits(money(2900, 'usd'))).toBe('29');
  expect(digits(money(2950, 'usd'))).toBe('29.50');
  expect(digits(money(9000, 'kwd'))).toBe('9');
  expect(digits(money(9500, 'kwd'))).toBe('9.500');
});

// Stripe's amounts for 5.00, 500 or 5.120, and the decimals that follow from them.
test.each([
  ['usd eur gbp chf pln brl inr', 512, '5.12'],
  ['bif clp djf gnf jpy kmf krw mga pyg rwf vnd vuv xaf xof xpf', 512, '512'],
  ['bhd jod kwd omr tnd', 5120, '5.120'],
  // Stripe's amounts of these are in hundredths, although they have no smaller unit in use or some browsers show none.
  ['isk ugx huf twd idr cop pkr rsd all lbp afn mmk lak sos yer crc', 51_200, '512'],
])('Stripe’s smallest unit of %s', (currencies, amount, shown) => {
  const all = currencies.split(' ');
  expect(all.map((currency) => [currency, digits(money(amount, currency))])).toEqual(all.map((currency) => [currency, shown]));
});

test('a share of a price is rounded to a payable amount', () => {
  expect(digits(money(9800 / 12, 'jpy'))).toBe('817');
  expect(digits(money(95_000 / 12, 'kwd'))).toBe('7.917');
});
