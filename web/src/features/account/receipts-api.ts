import { callService } from '@/lib/service';
import { fieldsOf } from '@/lib/unknown';

/** Something that was paid. `amount`, and what was `refunded` of it, are in the currency's smallest unit. The links are Stripe's, and work for days. */
export type Receipt = {
  id: string;
  kind: 'plan' | 'pack';
  created: string;
  amount: number;
  refunded: number;
  currency: string;
  number: string | null;
  page: string | null;
  pdf: string | null;
};

/** What the user has paid, newest first. @throws {ServiceError} */
export async function readReceipts(): Promise<Receipt[]> {
  const { receipts } = fieldsOf(await callService('/api/receipts', undefined, 'GET'));
  return Array.isArray(receipts) ? (receipts as Receipt[]) : [];
}
