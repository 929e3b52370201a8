import { locale } from './locale';

const seconds = new Intl.NumberFormat(locale, { style: 'unit', unit: 'second', maximumFractionDigits: 1 });

/** In seconds; tenths are not rounded up. Not in `format`, which each page loads. */
export function formatSeconds(value: number): string {
  return seconds.format(Math.floor(value * 10) / 10);
}
