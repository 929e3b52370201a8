import type { ReactNode } from 'react';

import { readCatalogue } from '@/lib/catalogue';
import { money } from '@/lib/money';
import { useRead } from '@/lib/use-read';
import { credits } from '@/texts';

/** For a low balance: the smallest pack, and what it costs. Nothing while the packs are unknown. */
export default function PackHint(): ReactNode {
  const { state } = useRead(readCatalogue);
  const pack = state.status === 'ready' ? state.data.packs[0] : undefined;
  return pack ? <p className="font-medium">{credits.low(pack.credits, money(pack.price.amount, pack.price.currency))}</p> : null;
}
