import { format } from '@/lib/format';
import { creditTexts } from '@/texts';

import type { Entry } from './history';

/** What a line of the statement is, in the visitor's language, and which month, model or reason it is about. */
export function wordsOf({ kind, description, month_start, month_end }: Entry): { title: string; detail: string | null } {
  const words = creditTexts.kinds[kind];
  if (month_start && month_end) return { title: words, detail: format.days(month_start, month_end) };
  // The name of the model, or what an operator has written; what a pack is called is the kind itself.
  if (kind === 'generation' || kind === 'deduction') return { title: description ?? words, detail: null };
  return { title: words, detail: kind === 'adjustment' ? description : null };
}
