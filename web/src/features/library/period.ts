/** A period is one of these words, or two days with `..` between them, of which one may be missing: `2026-11-01..2026-11-30`. */
export const PRESETS = ['today', 'week', 'month'] as const;
export type Preset = (typeof PRESETS)[number];

const DAY = String.raw`(\d{4}-\d{2}-\d{2})`;
const RANGE = new RegExp(`^${DAY}?\\.\\.${DAY}?$`);

export function isPeriod(text: string): boolean {
  return isPreset(text) || daysOf(text) !== null;
}

export function isPreset(text: string): text is Preset {
  return PRESETS.some((preset) => preset === text);
}

/** The days of a period that is a range; an empty one is open. */
export function daysOf(text: string): { from: string; to: string } | null {
  const days = RANGE.exec(text);
  if (!days || text === '..') return null;
  const [from = '', to = ''] = days.slice(1);
  return [from, to].every((day) => !day || !Number.isNaN(Date.parse(day))) ? { from, to } : null;
}

type Bounds = { from: Date | null; before: Date | null };

/** The start of a period and the start of the time after it, in the visitor's time zone; null if open. Weeks begin on Monday. */
export function boundsOf(period: string, now = new Date()): Bounds {
  const days = daysOf(period);
  if (days) return { from: days.from ? midnight(days.from) : null, before: days.to ? dayAfter(midnight(days.to)) : null };
  const from = new Date(now.getFullYear(), now.getMonth(), now.getDate());
  if (period === 'week') from.setDate(from.getDate() - ((from.getDay() + 6) % 7));
  if (period === 'month') from.setDate(1);
  return { from, before: null };
}

export function isInside(period: string, time: string): boolean {
  const { from, before } = boundsOf(period);
  const at = new Date(time);
  return (!from || at >= from) && (!before || at < before);
}

function midnight(day: string): Date {
  return new Date(`${day}T00:00`);
}

function dayAfter(day: Date): Date {
  return new Date(day.getFullYear(), day.getMonth(), day.getDate() + 1);
}
