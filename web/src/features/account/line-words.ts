import { format } from '@/lib/format';
import type { FreeMonths } from '@/lib/free-months';
import { creditTexts } from '@/texts';

import type { Entry } from './history';

/** What a line of the statement is, in the visitor's language, and which plan and month, model or reason it is about. */
export function wordsOf({ kind, description, plan, month_start, month_end }: Entry): { title: string; detail: string | null } {
  const words = creditTexts.kinds[kind];
  if (month_start && month_end) {
    const month = format.days(month_start, month_end);
    return { title: words, detail: plan ? `${plan} · ${month}` : month };
  }
  // The name of the model, or what an operator has written; what a pack is called is the kind itself.
  if (kind === 'generation' || kind === 'deduction') return { title: description ?? words, detail: null };
  return { title: words, detail: kind === 'adjustment' ? description : null };
}

/** Why the amount is not what one would expect; null where nothing is unusual. */
export function noteOf({ kind, amount, subscription_id, month_end, purchased_amount }: Entry, free: FreeMonths | null): string | null {
  if (kind === 'free_month' && month_end && free && amount < free.credits && Date.parse(month_end) > Date.now()) {
    return creditTexts.partOfMonth;
  }
  if (kind === 'debt') return amount > 0 ? creditTexts.debtPaid : null;
  const isFree = subscription_id === null && purchased_amount === 0;
  if (kind === 'reopened') return isFree ? creditTexts.monthGoesOn : null;
  if (kind !== 'taken_back' && kind !== 'restored') return null;
  if (isFree) return kind === 'taken_back' ? creditTexts.planGoesOn : null;
  return creditTexts.paymentNotes[kind];
}
