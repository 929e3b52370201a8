import type { ReactNode } from 'react';

import { readCatalogue } from '@/lib/catalogue';
import { money } from '@/lib/money';
import { fetchRows } from '@/lib/rest';
import { useRead } from '@/lib/use-read';
import { credits } from '@/texts';
import type { Row } from '@/types/tables';

/** With fewer credits than the dearest model costs: the smallest pack, and what it costs. Nothing while that is unknown. */
export default function PackHint({ balance }: { balance: number }): ReactNode {
  const { state } = useRead(readHint);
  if (state.status !== 'ready') return null;
  const { pack, dearest } = state.data;
  if (!pack || balance >= dearest) return null;
  return <p className="font-medium">{credits.low(pack.credits, money(pack.price.amount, pack.price.currency))}</p>;
}

async function readHint() {
  const dearestModel = 'models?select=credit_cost&active=is.true&order=credit_cost.desc&limit=1';
  const [{ packs }, [model]] = await Promise.all([readCatalogue(), fetchRows<Pick<Row<'models'>, 'credit_cost'>>(dearestModel)]);
  return { pack: packs[0], dearest: model?.credit_cost ?? 0 };
}
