import { fetchRows } from '@/lib/rest';
import { accessToken } from '@/lib/supabase/auth';
import { pricing } from '@/texts';
import type { Row } from '@/types/tables';

import { findElement } from './template';

type Balances = Pick<Row<'users'>, 'subscription_credits' | 'purchased_credits'>;

/** Show the credits of a signed-in visitor. Without an answer, nothing. */
export async function showBalance(): Promise<void> {
  const token = await accessToken();
  if (!token) return;
  const [row] = await fetchRows<Balances>('users?select=subscription_credits,purchased_credits', token);
  if (row) findElement('[data-balance]').textContent = pricing.balance(row.subscription_credits + row.purchased_credits);
}
