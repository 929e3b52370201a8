import type { Entry } from './credit-history';

/** Used credits by the description of the debit: the name of a model, or that of a deduction. */
export type Uses = Record<string, number>;

/**
 * A day in the visitor's time zone. `used` is the sum of `uses`: the day's debits without those that were refunded. `added` is the sum
 * of all other lines, such as grants, packs and expired credits. `balance` is the balance at the end of the day.
 */
export type Day = { start: Date; used: number; uses: Uses; added: number; balance: number };

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
    const uses = usesOf(own, refunded);
    days.unshift({ start, used: sum(Object.values(uses)), uses, added: added(own), balance: left });
    left -= sum(own.map(({ amount }) => amount));
  }
  return days;
}

/** The uses of all days, the largest first, in at most `most` entries. If there are more, the last entry, `other`, is their sum. */
export function topUses(days: Day[], most: number, other: string): [name: string, used: number][] {
  const totals = new Map<string, number>();
  for (const [name, used] of days.flatMap(({ uses }) => Object.entries(uses))) totals.set(name, (totals.get(name) ?? 0) + used);
  const sorted = [...totals].filter(([, used]) => used > 0).toSorted(([, one], [, another]) => another - one);
  if (sorted.length <= most) return sorted;
  return [...sorted.slice(0, most - 1), [other, sum(sorted.slice(most - 1).map(([, used]) => used))]];
}

/** The refund of each generation, by its id. */
function refunds(entries: Entry[]): Map<string, number> {
  return new Map(
    entries.flatMap(({ kind, generation_id, amount }) =>
      kind === 'refund' && generation_id ? [[generation_id, amount]] : [],
    ),
  );
}

function usesOf(entries: Entry[], refunded: Map<string, number>): Uses {
  const uses: Uses = {};
  for (const { amount, generation_id, description } of entries.filter(isDebit)) {
    const name = description ?? '';
    uses[name] = (uses[name] ?? 0) - amount - (refunded.get(generation_id ?? '') ?? 0);
  }
  return uses;
}

function added(entries: Entry[]): number {
  return sum(entries.filter((entry) => !isDebit(entry) && entry.kind !== 'refund').map(({ amount }) => amount));
}

function isDebit({ kind }: Entry): boolean {
  return kind === 'generation' || kind === 'deduction';
}

function isBetween(time: number, start: Date, end: Date): boolean {
  return time >= start.getTime() && time < end.getTime();
}

function sum(numbers: number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
