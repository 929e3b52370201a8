import { type Catalogue, findPrice } from '@/lib/catalogue';
import { format } from '@/lib/format';
import { money } from '@/lib/money';
import { type PlanOffer, upgradeText } from '@/lib/plan-offers';
import { endOf, isPaymentDue } from '@/lib/subscription-state';
import type { Subscription } from '@/lib/subscriptions';
import { textIn } from '@/lib/translations';
import { planTexts } from '@/texts';

/** The scheduled plan, from the end of the period on. */
type Next = { name: string; price: string; credits: number };

/**
 * The current subscription, its scheduled change, and what an upgrade to other plans would add now. `duplicates` are further
 * subscriptions, which give no credits.
 */
export type Standing = { current: Subscription | null; next: Next | null; upgrades: string[]; duplicates: Subscription[] };

export function standingOf(subscriptions: Subscription[], catalogue: Catalogue | null, offers: PlanOffer[] = []): Standing {
  const current = subscriptions.find(({ duplicate }) => !duplicate) ?? null;
  return {
    current,
    next: current?.next_price_id && catalogue ? nextOf(current.next_price_id, catalogue) : null,
    upgrades: current && catalogue ? upgradesOf(current, catalogue, offers) : [],
    duplicates: subscriptions.filter(({ duplicate }) => duplicate),
  };
}

/** What each higher plan with the same billing interval would add now. */
function upgradesOf({ prices }: Subscription, { plans }: Catalogue, offers: PlanOffer[]): string[] {
  return plans.flatMap(({ name, month, year }) => {
    const price = prices?.interval === 'year' ? year : month;
    const offer = offers.find(({ price_id }) => price_id === price?.id);
    const words = offer && upgradeText(offer);
    return words ? [planTexts.upgradeTo(name, words)] : [];
  });
}

function nextOf(priceId: string, catalogue: Catalogue): Next | null {
  const plan = findPrice(catalogue, priceId);
  if (!plan || 'price' in plan) return null;
  const { name, credits, month, year } = plan;
  const [price, interval] = year?.id === priceId ? [year, 'year'] : [month, 'month'];
  return price && { name, credits, price: planTexts.price(money(price.amount, price.currency), planTexts.every(1, interval)) };
}

/** Monthly credits of a plan; null if the product never had a valid number. */
export function monthlyCredits({ prices }: Subscription): number | null {
  return prices?.products?.credits ?? null;
}

export function nameOf({ prices }: Subscription): string {
  return textIn(prices?.products?.metadata, 'name') ?? prices?.products?.name ?? prices?.product_id ?? '';
}

export function priceOf({ prices }: Subscription): string | null {
  if (!prices || prices.unit_amount === null || !prices.currency) return null;
  const { interval, interval_count: count } = prices;
  const price = money(prices.unit_amount, prices.currency);
  return interval ? planTexts.price(price, planTexts.every(count ?? 1, interval)) : price;
}

/** What happens next with the plan, in one line. */
export function nextStep(subscription: Subscription, next: Next | null): string {
  const { status, trial_end, current_period_end } = subscription;
  const end = endOf(subscription);
  if (end) return planTexts.ends(format.day(end));
  if (status === 'paused') return planTexts.pausedNote;
  if (isPaymentDue(subscription)) return planTexts.pastDueShort;
  if (status === 'trialing' && trial_end) return planTexts.trialUntil(format.day(trial_end), priceOf(subscription));
  if (next) return planTexts.changes(next.name, next.price, format.day(current_period_end));
  return planTexts.renews(format.day(current_period_end));
}
