import type { FunctionRow } from '@/types/tables';

/** The credits of a full free month. `held_elsewhere`: another account with the same mailbox has the free months. `unused`: the monthly credits left. */
export type FreeMonths = FunctionRow<'free_months'>;
