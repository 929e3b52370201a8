import { nextMonth as texts } from '@/texts';
import type { FunctionRow } from '@/types/tables';

import { format } from './format';
import { database } from './supabase/database';

/**
 * The next month of credits, as the database forecasts it. `credits` is the monthly balance that it begins with, `full_credits`
 * that balance without refunds and debts; both are null while unknown. `held_elsewhere`: the user has no plan then, and another
 * account has the free months. `inherited`: the current month began with the credits that an earlier account had left.
 */
export type NextMonth = FunctionRow<'next_month'>;

/** @throws {Error} if it cannot be read, or the account was deleted meanwhile */
export async function readNextMonth(): Promise<NextMonth> {
  const client = await database();
  const { data, error } = await client.rpc('next_month');
  if (error) throw error;
  const [next] = data;
  if (!next) throw new Error('next_month returned no row.');
  return next;
}

/** The next month in words; '' if nothing is known. */
export function wordsForNextMonth(next: NextMonth): string {
  return [next.inherited && texts.inherited, comingWords(next)].filter(Boolean).join(' ');
}

function comingWords({ begins_at, credits, full_credits, ...next }: NextMonth): string | null {
  if (next.payment_due) return texts.waits;
  if (next.held_elsewhere && !next.plan_ends) return texts.elsewhere;
  if (!begins_at || credits === null || full_credits === null) return null;
  const day = format.day(begins_at);
  if (next.held_elsewhere) return texts.endsElsewhere(day);
  return (next.plan_ends ? texts.ends : texts.set)(day, credits, full_credits);
}
