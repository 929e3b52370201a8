import type { Row } from '@/types/tables';

import { fetchRows } from './rest';
import { metadataIn, textIn } from './translations';

/** `amount` is in the currency's smallest unit. `trialDays` is the length of a new customer's trial. */
export type Price = { id: string; amount: number; currency: string; trialDays: number | null };

export type Plan = {
  id: string;
  /** The id of the tier that it opens. */
  tier: string;
  rank: number;
  name: string;
  description: string;
  /** Monthly credits. */
  credits: number;
  features: string[];
  highlighted: boolean;
  month: Price | null;
  year: Price | null;
};

export type Pack = { id: string; name: string; description: string; credits: number; price: Price };

/** Plans (including the free one) and packs on sale, cheapest first. */
export type Catalogue = { plans: Plan[]; packs: Pack[] };

export type PriceRow = Pick<
  Row<'prices'>,
  'id' | 'unit_amount' | 'currency' | 'type' | 'interval' | 'interval_count' | 'trial_period_days'
>;

/** `tier` is null for a pack. */
export type ProductRow = Pick<Row<'products'>, 'id' | 'name' | 'description' | 'tier' | 'credits'> & {
  metadata: Record<string, unknown> | null;
  prices: PriceRow[];
  tiers: Pick<Row<'tiers'>, 'rank' | 'highlighted'> | null;
};

const QUERY =
  'products?select=id,name,description,tier,credits,metadata,prices(id,unit_amount,currency,type,interval,interval_count,trial_period_days),tiers(rank,highlighted)' +
  '&active=is.true&problem=is.null&prices.active=is.true&order=id';

/** Read what is on sale. @throws {Error} if it cannot be read */
export async function readCatalogue(): Promise<Catalogue> {
  return toCatalogue(await fetchRows<ProductRow>(QUERY));
}

export function toCatalogue(rows: ProductRow[]): Catalogue {
  const plans = rows.map(planOf).filter((plan) => plan !== null);
  const packs = rows.map(packOf).filter((pack) => pack !== null);
  return { plans: plans.toSorted(byTier), packs: packs.toSorted((one, other) => one.credits - other.credits) };
}

/** The plan or pack that has this price. */
export function findPrice(catalogue: Catalogue, priceId: string): Plan | Pack | undefined {
  return (
    catalogue.plans.find(({ month, year }) => month?.id === priceId || year?.id === priceId) ??
    catalogue.packs.find(({ price }) => price.id === priceId)
  );
}

/** How much a yearly payment saves compared with twelve monthly ones, as an amount and as a share; null if nothing. */
export function yearlySaving({ month, year }: Pick<Plan, 'month' | 'year'>): { amount: number; share: number } | null {
  if (!month || !year || month.currency !== year.currency) return null;
  const amount = month.amount * 12 - year.amount;
  // Rounded down, so that the page does not promise too much.
  return amount > 0 ? { amount, share: Math.floor((amount / (month.amount * 12)) * 100) / 100 } : null;
}

/** The smallest share that is shown. */
const LEAST_BONUS = 0.05;

/** How many more credits a pack has for its price than the first pack, as a share; 0 if the share is too small to be shown. */
export function packBonus({ credits, price }: Pack, first: Pack | undefined): number {
  if (!first || first.price.currency !== price.currency || price.amount === 0) return 0;
  const more = credits / price.amount / (first.credits / first.price.amount) - 1;
  const share = Math.floor(more * 100 + 1e-9) / 100;
  return share >= LEAST_BONUS ? share : 0;
}

function planOf({ id, name, description, tier, tiers, credits, metadata, prices }: ProductRow): Plan | null {
  const [month, year] = [priceOf(prices, 'month'), priceOf(prices, 'year')];
  if (!tier || !tiers || credits === null || (tier !== 'free' && !month && !year)) return null;
  const features = listOf(metadataIn(metadata, 'features') ?? metadata?.['features']);
  const texts = {
    name: textIn(metadata, 'name') ?? name ?? id,
    description: textIn(metadata, 'description') ?? description ?? '',
  };
  return { id, tier, ...tiers, ...texts, credits, features, month, year };
}

function packOf({ id, name, description, tier, credits, prices }: ProductRow): Pack | null {
  const price = priceOf(prices, null);
  if (tier !== null || credits === null || !price) return null;
  return { id, name: name ?? id, description: description ?? '', credits, price };
}

/** The cheapest price of this kind: for each month, for each year, or once. */
function priceOf(rows: PriceRow[], interval: 'month' | 'year' | null): Price | null {
  const prices = rows.filter((row) => (interval ? row.interval === interval && row.interval_count === 1 : row.type === 'one_time'));
  const found = prices.flatMap(({ id, unit_amount: amount, currency, trial_period_days: trialDays }) =>
    amount === null || currency === null ? [] : [{ id, amount, currency, trialDays }],
  );
  return found.toSorted((one, other) => one.amount - other.amount)[0] ?? null;
}

function byTier(one: Plan, other: Plan): number {
  return one.rank - other.rank || (one.month?.amount ?? 0) - (other.month?.amount ?? 0);
}

/** Stripe's metadata has only text values, so a list is stored as JSON. */
function listOf(value: unknown): string[] {
  const list = typeof value === 'string' ? parsed(value) : value;
  return Array.isArray(list) ? list.filter((item) => typeof item === 'string') : [];
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return null;
  }
}
