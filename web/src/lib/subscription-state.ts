import type { Row } from '@/types/tables';

type Columns = Row<'subscriptions'>;

/** Whether Stripe waits for a payment of this subscription. */
export function isPaymentDue({ status }: { status: Columns['status'] }): boolean {
  return status === 'past_due' || status === 'unpaid';
}

/** When a cancelled subscription ends; null if it is not cancelled. */
export function endOf(row: Pick<Columns, 'cancel_at' | 'cancel_at_period_end' | 'current_period_end'>): string | null {
  return row.cancel_at ?? (row.cancel_at_period_end ? row.current_period_end : null);
}
