import { type Catalogue, type Plan, readCatalogue } from '@/lib/catalogue';
import type { FreeMonths } from '@/lib/free-months';
import type { PlanOffer } from '@/lib/plan-offers';
import { fetchRows } from '@/lib/rest';
import { endOf, isPaymentDue } from '@/lib/subscription-state';
import { accessToken } from '@/lib/supabase/auth';
import { translatedModel } from '@/lib/translations';
import type { FunctionRow, Row } from '@/types/tables';

/**
 * The visitor, and what the plans offer to a signed-in one. `unsure`: signed in, but the plan could not be read.
 * `free`: their free months, undefined if those could not be read.
 */
export type Visitor =
  | { kind: 'signed-out' | 'unsure' }
  | { kind: 'free'; offers: PlanOffer[]; free: FreeMonths | undefined }
  | { kind: 'subscriber'; productId: string | null; interval: string | null; due: boolean; next: NextPlan | null; offers: PlanOffer[] };

/** The scheduled change of a plan: another price, or null if the plan ends. */
export type NextPlan = { priceId: string | null; from: string };

/** What a generation with a model costs, and the lowest tier that opens the model; null if every tier does. */
export type Cost = Pick<
  Row<'models'>,
  'id' | 'name' | 'description' | 'category' | 'credit_cost' | 'about_url' | 'input_schema' | 'translations'
> & { tiers: Pick<Row<'tiers'>, 'rank'> | null };

/** How many generations run at once, and how many more wait, for each user. */
export type Limits = FunctionRow<'generation_limits'>;

export type Offer = { catalogue: Catalogue; costs: Cost[]; limits: Limits | undefined; visitor: Visitor };

type SubscriptionRow = Pick<
  Row<'subscriptions'>,
  'status' | 'current_period_end' | 'cancel_at' | 'cancel_at_period_end' | 'next_price_id'
> & { prices: Pick<Row<'prices'>, 'product_id' | 'interval'> | null };

const COSTS = 'models?select=id,name,description,category,credit_cost,about_url,input_schema,translations,tiers(rank)&active=is.true&order=position,id';
const SUBSCRIPTION =
  'subscriptions?select=status,current_period_end,cancel_at,cancel_at_period_end,next_price_id,prices(product_id,interval)&live=is.true&duplicate=is.false&limit=1';
const LIMITS = 'rpc/generation_limits';
const OFFERS = 'rpc/plan_offers';
const FREE_MONTHS = 'rpc/free_months';

/** Whether a plan opens a model. */
export function opens(plan: Pick<Plan, 'rank'>, { tiers }: Cost): boolean {
  return plan.rank >= (tiers?.rank ?? 0);
}

/** All data of the page; the limits only if it shows them. Costs, limits and visitor are optional. @throws {Error} if the catalogue cannot be read */
export async function readOffer(withLimits: boolean): Promise<Offer> {
  const [catalogue, costs, [limits], visitor] = await Promise.all([
    readCatalogue(),
    fetchRows<Cost>(COSTS).catch(() => []),
    withLimits ? fetchRows<Limits>(LIMITS).catch(() => []) : [],
    readVisitor().catch((): Visitor => ({ kind: 'unsure' })),
  ]);
  return { catalogue, costs: costs.map((cost) => translatedModel(cost)), limits, visitor };
}

async function readVisitor(): Promise<Visitor> {
  const token = await accessToken();
  if (!token) return { kind: 'signed-out' };
  const [[row], offers, [free]] = await Promise.all([
    fetchRows<SubscriptionRow>(SUBSCRIPTION, token),
    fetchRows<PlanOffer>(OFFERS, token).catch(() => []),
    fetchRows<FreeMonths>(FREE_MONTHS, token).catch(() => []),
  ]);
  if (!row) return { kind: 'free', offers, free };
  const { product_id: productId = null, interval = null } = row.prices ?? {};
  return { kind: 'subscriber', productId, interval, due: isPaymentDue(row), next: nextOf(row), offers };
}

function nextOf(row: SubscriptionRow): NextPlan | null {
  const end = endOf(row);
  if (end) return { priceId: null, from: end };
  return row.next_price_id ? { priceId: row.next_price_id, from: row.current_period_end } : null;
}
