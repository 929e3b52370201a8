// Currencies whose smallest unit at Stripe is a hundredth, although none is in use.
const HUNDREDTHS = new Set(['ISK', 'UGX']);

/** A price in the visitor's locale, without decimals if it is whole. `amount` is in the currency's smallest unit. */
export function money(amount: number, currency: string): string {
  const code = currency.toUpperCase();
  const format = new Intl.NumberFormat(undefined, { style: 'currency', currency: code, trailingZeroDisplay: 'stripIfInteger' });
  const decimals = HUNDREDTHS.has(code) ? 2 : (format.resolvedOptions().maximumFractionDigits ?? 2);
  return format.format(amount / 10 ** decimals);
}
