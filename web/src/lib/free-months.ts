import type { Database } from '@/types/database';

/** What a full free month gives the user. `held_elsewhere`: another account with the same mailbox has the free months. */
export type FreeMonths = Database['public']['Functions']['free_months']['Returns'][number];
