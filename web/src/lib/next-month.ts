import { nextMonth as texts } from '@/texts';

import { format } from './format';
import { database } from './supabase/database';

/** What comes after the month of credits under way, as the database has worked it out; nulls where nobody can say. */
export type NextMonth = {
  begins_at: string | null;
  /** The monthly balance then, and what it would be without refunds and debts. */
  credits: number | null;
  full_credits: number | null;
  plan_ends: boolean;
  payment_due: boolean;
  /** Without a plan then, and another account has the free months. */
  held_elsewhere: boolean;
  /** The month under way began with what an earlier account had left of it. */
  inherited: boolean;
};

/** @throws {Error} without an answer */
export async function readNextMonth(): Promise<NextMonth> {
  const client = await database();
  const { data, error } = await client.rpc('next_month').overrideTypes<NextMonth[], { merge: false }>();
  if (error) throw error;
  // There is none for an account that was deleted meanwhile.
  const [next] = data;
  if (!next) throw new Error('no such account');
  return next;
}

/** The same in words; none where nothing is known. */
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
