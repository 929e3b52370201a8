import type { Entry } from './credit-history';

/** A line of a statement, for tests. */
export function someEntry(change: Partial<Entry> = {}): Entry {
  return {
    id: '1',
    line: 1,
    kind: 'generation',
    amount: -10,
    subscription_amount: -4,
    purchased_amount: -6,
    description: 'Krea Flux',
    generation_id: 'generation-1',
    subscription_id: null,
    plan: null,
    month_start: null,
    month_end: null,
    created_at: '2026-11-22T10:00:00+00:00',
    ...change,
  };
}
