import { type ReactNode, useCallback } from 'react';

import { dayBefore, toDays } from '@/lib/credit-days';
import { readAllEntries } from '@/lib/credit-history';
import { format } from '@/lib/format';
import { useRead } from '@/lib/use-read';

type Props = { userId: string; balance: number };

/** The credits that the user used today, without refunds. It is read again when the balance changes. */
export default function UsedToday({ userId, balance }: Props): ReactNode {
  const { state } = useRead(useCallback(() => readUsedToday(userId), [userId]), String(balance));
  return state.status === 'ready' ? format.number(state.data) : '…';
}

async function readUsedToday(userId: string): Promise<number> {
  const now = new Date();
  const days = toDays(await readAllEntries(userId, dayBefore(now, 0)), 0, now, 1);
  return days[0]?.used ?? 0;
}
