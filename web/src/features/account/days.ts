import type { Entry } from './history';

/** A day in the visitor's time zone. `used` excludes refunds, `added` is less what expired, `balance` is at the end of the day. */
export type Day = { start: Date; used: number; added: number; balance: number };

/** Midnight, `days` days before `now`. */
export function dayBefore(now: Date, days: number): Date {
  return new Date(now.getFullYear(), now.getMonth(), now.getDate() - days);
}

/**
 * The last `count` days, oldest first, from the lines since the first of them. A refund counts on the day of its debit; refunds of
 * earlier debits are ignored.
 */
export function toDays(entries: Entry[], balance: number, now: Date, count: number): Day[] {
  const refunded = refunds(entries);
  const days: Day[] = [];
  let left = balance;
  for (let ago = 0; ago < count; ago += 1) {
    const start = dayBefore(now, ago);
    const end = dayBefore(now, ago - 1);
    const own = entries.filter(({ created_at }) => isBetween(Date.parse(created_at), start, end));
    days.unshift({ start, used: used(own, refunded), added: added(own), balance: left });
    left -= sum(own.map(({ amount }) => amount));
  }
  return days;
}

/** The refund of each generation, by its id. */
function refunds(entries: Entry[]): Map<string, number> {
  return new Map(
    entries.flatMap(({ kind, generation_id, amount }) =>
      kind === 'refund' && generation_id ? [[generation_id, amount]] : [],
    ),
  );
}

function used(entries: Entry[], refunded: Map<string, number>): number {
  return sum(entries.filter(isDebit).map(({ amount, generation_id }) => -amount - (refunded.get(generation_id ?? '') ?? 0)));
}

function added(entries: Entry[]): number {
  return sum(entries.filter((entry) => !isDebit(entry) && entry.kind !== 'refund').map(({ amount }) => amount));
}

function isDebit({ kind }: Entry): boolean {
  return kind === 'generation' || kind === 'deduction';
}

function isBetween(moment: number, start: Date, end: Date): boolean {
  return moment >= start.getTime() && moment < end.getTime();
}

function sum(numbers: number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
