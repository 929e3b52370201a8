/** Numbers and dates in the visitor's locale. */
const number = new Intl.NumberFormat();
const signed = new Intl.NumberFormat(undefined, { signDisplay: 'exceptZero' });
const percent = new Intl.NumberFormat(undefined, { style: 'percent' });
const unit = (name: string) => new Intl.NumberFormat(undefined, { style: 'unit', unit: name, maximumFractionDigits: 1 });
const [megabytes, gigabytes] = [unit('megabyte'), unit('gigabyte')];
const dateTime = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });
const day = new Intl.DateTimeFormat(undefined, { dateStyle: 'long' });
const shortDay = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short' });

export const format = {
  number: (value: number) => number.format(value),
  signed: (value: number) => signed.format(value),
  /** `value` from 0 to 1. */
  percent: (value: number) => percent.format(value),
  /** In megabytes or, from one on, in gigabytes. */
  bytes: (value: number) => (value < 1e9 ? megabytes.format(value / 1e6) : gigabytes.format(value / 1e9)),
  dateTime: (value: string) => dateTime.format(new Date(value)),
  /** On one line. */
  day: (value: string) => day.format(new Date(value)).replaceAll(' ', '\u00A0'),
  shortDay: (value: string) => shortDay.format(new Date(value)),
  /** From one day to another. */
  days: (from: string, to: string) => shortDay.formatRange(new Date(from), new Date(to)),
  /** Minutes and seconds, as on a clock. */
  elapsed: (seconds: number) => {
    const whole = Math.max(0, Math.floor(seconds));
    return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`;
  },
};
