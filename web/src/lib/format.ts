import { locale } from './locale';

const number = new Intl.NumberFormat(locale);
const signed = new Intl.NumberFormat(locale, { signDisplay: 'exceptZero' });
const percent = new Intl.NumberFormat(locale, { style: 'percent' });
const unit = (name: string) => new Intl.NumberFormat(locale, { style: 'unit', unit: name, maximumFractionDigits: 1 });
const [megabytes, gigabytes] = [unit('megabyte'), unit('gigabyte')];
const dateTime = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' });
const day = new Intl.DateTimeFormat(locale, { dateStyle: 'long' });
const shortTime = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short', hour: 'numeric', minute: '2-digit' });
const time = new Intl.DateTimeFormat(locale, { hour: 'numeric', minute: '2-digit' });
const shortDay = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short' });

export const format = {
  number: (value: number) => minus(number.format(value)),
  signed: (value: number) => minus(signed.format(value)),
  /** `value` from 0 to 1. */
  percent: (value: number) => percent.format(value),
  /** In megabytes; from 1 GB on in gigabytes. */
  bytes: (value: number) => (value < 1e9 ? megabytes.format(value / 1e6) : gigabytes.format(value / 1e9)),
  dateTime: (value: string) => dateTime.format(new Date(value)),
  /** Without line breaks. */
  day: (value: string) => day.format(new Date(value)).replaceAll(' ', '\u00A0'),
  /** Day and time. */
  shortTime: (value: string) => shortTime.format(new Date(value)),
  time: (value: string) => time.format(new Date(value)),
  shortDay: (value: string) => shortDay.format(new Date(value)),
  /** A range of days. */
  days: (from: string, to: string) => shortDay.formatRange(new Date(from), new Date(to)),
  /** `m:ss` */
  elapsed: (seconds: number) => {
    const whole = Math.max(0, Math.floor(seconds));
    return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`;
  },
};

/** With a minus sign instead of the hyphen that browsers write. */
function minus(formatted: string): string {
  return formatted.replace('-', '\u2212');
}
