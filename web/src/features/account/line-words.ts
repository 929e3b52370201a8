import { format } from '@/lib/format';
import type { FreeMonths } from '@/lib/free-months';
import { creditTexts } from '@/texts';

import type { Entry } from '@/lib/credit-history';

/** The title of a line in the visitor's language, and its detail: plan and month, or the operator's text. */
export function wordsOf({ kind, description, plan, month_start, month_end }: Entry): { title: string; detail: string | null } {
  const words = creditTexts.kinds[kind];
  if (month_start && month_end) {
    const month = format.days(month_start, month_end);
    return { title: words, detail: plan ? `${plan} · ${month}` : month };
  }
  // `description` is the model's name or an operator's text. For a pack, the kind is the title.
  if (kind === 'generation' || kind === 'deduction') return { title: description ?? words, detail: null };
  return { title: words, detail: kind === 'adjustment' ? description : null };
}

/** Explains an unusual amount; null if it is as expected. */
export function noteOf(
  { kind, amount, subscription_id, month_end, purchased_amount, generation_id, created_at }: Entry,
  free: FreeMonths | null,
): string | null {
  if (kind === 'free_month' && month_end && free && amount < free.credits && Date.parse(month_end) > Date.now()) {
    return creditTexts.partOfMonth;
  }
  if (kind === 'debt') return amount > 0 ? creditTexts.debtPaid : null;
  const isFree = subscription_id === null && purchased_amount === 0;
  if (kind === 'expired') {
    if (generation_id) return creditTexts.refundExpired;
    const early = month_end !== null && Date.parse(created_at) < Date.parse(month_end);
    return isFree && early ? creditTexts.planReplaces : null;
  }
  if (kind === 'reopened') return isFree ? creditTexts.monthGoesOn : null;
  if (kind !== 'taken_back' && kind !== 'restored') return null;
  if (isFree) return kind === 'taken_back' ? creditTexts.planGoesOn : null;
  return creditTexts.paymentNotes[kind];
}
