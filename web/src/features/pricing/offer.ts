import { browserStorage } from '@/lib/browser-storage';
import { type Catalogue, readCatalogue } from '@/lib/catalogue';
import type { FreeMonths } from '@/lib/free-months';
import type { PlanOffer } from '@/lib/plan-offers';
import { readRows } from '@/lib/rest';
import { accessToken } from '@/lib/supabase/auth';
import { SESSION_KEY } from '@/lib/visitor';
import type { Database } from '@/types/database';

/**
 * Who looks at the prices, and what the plans offer to who is signed in. `unsure`: signed in, but the plan could not be read.
 * `heldElsewhere`: another account with the same mailbox has the free months.
 */
export type Visitor =
  | { kind: 'signed-out' | 'unsure' }
  | { kind: 'free'; offers: PlanOffer[]; heldElsewhere: boolean }
  | { kind: 'subscriber'; productId: string | null; interval: string | null; due: boolean; next: NextPlan | null; offers: PlanOffer[] };

/** What follows the plan, and when: another price, or none if the plan ends. */
export type NextPlan = { priceId: string | null; from: string };

/** What a run of a model costs. */
export type Cost = Pick<
  Database['public']['Tables']['models']['Row'],
  'id' | 'name' | 'description' | 'category' | 'media_type' | 'credit_cost' | 'about_url'
>;

export type Offer = { catalogue: Catalogue; costs: Cost[]; visitor: Visitor };

type SubscriptionRow = {
  status: string;
  current_period_end: string;
  cancel_at: string | null;
  cancel_at_period_end: boolean | null;
  next_price_id: string | null;
  prices: { product_id: string | null; interval: string | null } | null;
};

const COSTS = 'models?select=id,name,description,category,media_type,credit_cost,about_url&active=is.true&order=position,id';
const SUBSCRIPTION =
  'subscriptions?select=status,current_period_end,cancel_at,cancel_at_period_end,next_price_id,prices(product_id,interval)&live=is.true&duplicate=is.false&limit=1';
const OFFERS = 'rpc/plan_offers';
const FREE_MONTHS = 'rpc/free_months';
const FRESH_SECONDS = 60;

/** Everything the page shows. Without the catalogue there is nothing to show; the rest may be missing. @throws {Error} */
export async function readOffer(): Promise<Offer> {
  const [catalogue, costs, visitor] = await Promise.all([
    readCatalogue(),
    readRows<Cost>(COSTS).catch(() => []),
    readVisitor().catch((): Visitor => ({ kind: 'unsure' })),
  ]);
  return { catalogue, costs, visitor };
}

async function readVisitor(): Promise<Visitor> {
  const token = await keptToken();
  if (!token) return { kind: 'signed-out' };
  const [[row], offers, [free]] = await Promise.all([
    readRows<SubscriptionRow>(SUBSCRIPTION, token),
    readRows<PlanOffer>(OFFERS, token).catch(() => []),
    readRows<FreeMonths>(FREE_MONTHS, token).catch(() => []),
  ]);
  if (!row) return { kind: 'free', offers, heldElsewhere: free?.held_elsewhere ?? false };
  const due = row.status === 'past_due' || row.status === 'unpaid';
  const { product_id: productId = null, interval = null } = row.prices ?? {};
  return { kind: 'subscriber', productId, interval, due, next: nextOf(row), offers };
}

function nextOf({ cancel_at, cancel_at_period_end, current_period_end, next_price_id }: SubscriptionRow): NextPlan | null {
  if (cancel_at || cancel_at_period_end) return { priceId: null, from: cancel_at ?? current_period_end };
  return next_price_id ? { priceId: next_price_id, from: current_period_end } : null;
}

/** The visitor's token. While the kept one is good, the code of auth stays where it is. */
async function keptToken(): Promise<string | null> {
  const kept = parsed(browserStorage.read(SESSION_KEY));
  if (!kept) return null;
  return kept.expires_at - Date.now() / 1000 > FRESH_SECONDS ? kept.access_token : accessToken();
}

function parsed(session: string | null): { access_token: string; expires_at: number } | null {
  try {
    return JSON.parse(session ?? 'null');
  } catch {
    return null;
  }
}
