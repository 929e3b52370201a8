import type { FunctionRow } from '@/types/tables';

/** What a full free month gives. `held_elsewhere`: another account with the same mailbox has the free months. */
export type FreeMonths = FunctionRow<'free_months'>;
