import { locale } from './locale';

// Decimals of Stripe's amounts by currency. Browsers use other decimals for some currencies.
const WHOLE = new Set('BIF CLP DJF GNF JPY KMF KRW MGA PYG RWF VND VUV XAF XOF XPF'.split(' '));
const THOUSANDTHS = new Set('BHD JOD KWD OMR TND'.split(' '));

/** A price, without decimals if it is whole. `amount` is in the currency's smallest unit at Stripe. */
export function money(amount: number, currency: string): string {
  const code = currency.toUpperCase();
  const decimals = WHOLE.has(code) ? 0 : THOUSANDTHS.has(code) ? 3 : 2;
  return new Intl.NumberFormat(locale, {
    style: 'currency',
    currency: code,
    minimumFractionDigits: decimals,
    maximumFractionDigits: decimals,
    trailingZeroDisplay: 'stripIfInteger',
  }).format(amount / 10 ** decimals);
}
