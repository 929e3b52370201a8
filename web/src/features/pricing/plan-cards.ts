import { buttonClass } from '@/components/button-class';
import { type Catalogue, type Plan, type Price, yearlySaving } from '@/lib/catalogue';
import { format } from '@/lib/format';
import { money } from '@/lib/money';
import { signupPath } from '@/lib/paths';
import { type PlanOffer, upgradeText } from '@/lib/plan-offers';
import { billing, pricing } from '@/texts';

import { checkOut, openPortal, purchasePath } from './checkout';
import { type Cost, type NextPlan, type Offer, opens, type Visitor } from './offer';
import { bindAction } from './action-button';
import { showText, cloneTemplate, type Clone } from './template';
import { worth } from './worth';

export type Interval = 'month' | 'year';

/** A card per plan, with its monthly or yearly price. */
export function planCards({ catalogue, costs, visitor }: Offer, interval: Interval): HTMLElement[] {
  const nothing = noMoney(catalogue);
  const cards = catalogue.plans.map((each) => {
    const plan = givenTo(visitor, each);
    const card = cloneTemplate('plan-card');
    describe(card, plan, costs);
    price(card, plan, interval, nothing);
    mark(card, plan, visitor);
    offerAction(card, plan, interval, visitor);
    card.slot('worth').textContent = worth(plan.credits, costs);
    return card;
  });
  level(cards);
  const paid = catalogue.plans.some(({ tier }) => tier !== 'free');
  const roots = cards.map(({ root }) => root);
  return paid ? roots : [...roots, cloneTemplate('plans-empty').root];
}

/** A user whose mailbox already has free months on another account gets no free credits. */
function givenTo(visitor: Visitor, plan: Plan): Plan {
  return plan.tier === 'free' && isHeldElsewhere(visitor) ? { ...plan, credits: 0 } : plan;
}

function isHeldElsewhere(visitor: Visitor): boolean {
  return visitor.kind === 'free' && visitor.free?.held_elsewhere === true;
}

/** If one card has an offer, the others reserve the same space, so that the rows of all cards align. */
function level(cards: Clone[]): void {
  for (const name of ['offer', 'change']) {
    const slots = cards.map(({ slot }) => slot(name));
    const shown = slots.some(({ hidden }) => !hidden);
    for (const slot of slots) slot.hidden = !shown;
  }
}

function describe({ slot }: Clone, plan: Plan, costs: Cost[]): void {
  slot('name').textContent = plan.name;
  slot('description').textContent = plan.description;
  slot('credits').textContent = pricing.creditsAMonth(plan.credits);
  slot('features').replaceChildren(
    ...[...modelsIn(plan, costs), ...plan.features].map((feature) => {
      const line = cloneTemplate('plan-feature');
      line.slot('text').textContent = feature;
      return line.root;
    }),
  );
}

/** How many of the models a plan opens; nothing if the models could not be read. */
function modelsIn(plan: Plan, costs: Cost[]): string[] {
  const open = costs.filter((cost) => opens(plan, cost)).length;
  return costs.length > 0 ? [pricing.models(open, costs.length)] : [];
}

function price({ slot }: Clone, plan: Plan, interval: Interval, nothing: string): void {
  const { month, year } = plan;
  const saving = yearlySaving(plan);
  const saved = saving && year ? money(saving.amount, year.currency) : null;
  if (year && (interval === 'year' || !month)) {
    slot('price').textContent = money(year.amount / 12, year.currency);
    slot('billed').textContent = pricing.billedYearly(money(year.amount, year.currency), saved);
  } else if (month) {
    slot('price').textContent = money(month.amount, month.currency);
    slot('billed').textContent = pricing.billedMonthly(saved);
  } else {
    slot('price').textContent = nothing;
    slot('billed').textContent = pricing.noCard;
  }
  slot('per').textContent = month || year ? pricing.perMonth : pricing.forEver;
}

/** The price of the free plan: zero in the currency of the other plans. */
function noMoney({ plans, packs }: Catalogue): string {
  const sold = [...plans.map(({ month, year }) => month ?? year), ...packs.map((pack) => pack.price)].find((found) => found !== null);
  return sold ? money(0, sold.currency) : pricing.noCharge;
}

/** Set the badge and the highlight: a subscriber's own plan is highlighted, otherwise the popular one. */
function mark({ root, slot }: Clone, plan: Plan, visitor: Visitor): void {
  const current = isCurrent(plan, visitor);
  const first = visitor.kind === 'subscriber' ? current : plan.highlighted;
  root.toggleAttribute('data-first', first);
  if (first) {
    for (const name of ['link', 'button']) {
      slot(name).className = slot(name).className.replace(buttonClass({ size: 'large' }), buttonClass({ look: 'vivid', size: 'large' }));
    }
  }
  showText(slot('badge'), plan.highlighted && visitor.kind !== 'subscriber' ? pricing.popular : null);
  showText(slot('scheduled'), !current && nextHere(plan, visitor) ? pricing.scheduled : null);
  showText(slot('change'), changeWords(plan, visitor));
  slot('current').hidden = !current;
  slot('current').toggleAttribute('data-due', current && isDue(visitor));
  slot('current-text').textContent = current ? currentWords(visitor) : '';
}

function currentWords(visitor: Visitor): string {
  if (visitor.kind !== 'subscriber') return pricing.current;
  if (visitor.due) return pricing.currentDue;
  return { month: pricing.currentMonthly, year: pricing.currentYearly }[visitor.interval ?? ''] ?? pricing.current;
}

function isDue(visitor: Visitor): boolean {
  return visitor.kind === 'subscriber' && visitor.due;
}

function isCurrent(plan: Plan, visitor: Visitor): boolean {
  if (visitor.kind === 'subscriber') return plan.id === visitor.productId;
  return visitor.kind === 'free' && plan.tier === 'free';
}

/** The scheduled change, if it is to this plan. */
function nextHere({ tier, month, year }: Plan, visitor: Visitor): NextPlan | null {
  const next = visitor.kind === 'subscriber' ? visitor.next : null;
  if (!next) return null;
  const isThis = next.priceId ? [month?.id, year?.id].includes(next.priceId) : tier === 'free';
  return isThis ? next : null;
}

/** When the plan of a visitor ends who has cancelled it. Until they keep it, the portal offers no other plan. */
function endOfPlan(visitor: Visitor): string | null {
  return visitor.kind === 'subscriber' && visitor.next && !visitor.next.priceId ? visitor.next.from : null;
}

/** The text about a scheduled change: until when the user has this plan, or from when, and the price that is then paid. */
function changeWords(plan: Plan, visitor: Visitor): string | null {
  const next = visitor.kind === 'subscriber' ? visitor.next : null;
  if (!next) return null;
  const [current, day] = [isCurrent(plan, visitor), format.day(next.from)];
  if (!nextHere(plan, visitor)) return current ? pricing.until(day) : null;
  const payment = plan.year?.id === next.priceId ? plan.year : plan.month;
  return payment
    ? pricing.changesPayment(money(payment.amount, payment.currency), payment === plan.year, day)
    : pricing.from(day);
}

function offerAction(card: Clone, plan: Plan, interval: Interval, visitor: Visitor): void {
  const { slot } = card;
  const chosen = interval === 'year' ? (plan.year ?? plan.month) : (plan.month ?? plan.year);
  if (!chosen) freeAction(card, visitor);
  else if (visitor.kind === 'signed-out') link(card, pricing.subscribe(plan.name), signupPath(purchasePath(chosen.id)));
  else if (visitor.kind === 'subscriber') button(card, portalWords(plan, interval, visitor), openPortal);
  else button(card, pricing.subscribe(plan.name), () => checkOut({ kind: 'plan', priceId: chosen.id }));
  slot('problem').hidden = true;
  const nothing = isHeldElsewhere(visitor) ? pricing.freeElsewhere : null;
  const offered = chosen ? offerWords(plan, chosen, visitor) : nothing;
  showText(slot('offer'), offered);
}

/** What the portal is opened for. */
function portalWords(plan: Plan, interval: Interval, visitor: Visitor & { kind: 'subscriber' }): string {
  const next = nextHere(plan, visitor);
  if (isCurrent(plan, visitor)) {
    if (visitor.due) return billing.pay;
    if (endOfPlan(visitor)) return pricing.keep;
    const other = visitor.interval !== interval && !visitor.next && plan[interval];
    return other ? { month: pricing.switchToMonthly, year: pricing.switchToYearly }[interval] : billing.manage;
  }
  if (endOfPlan(visitor)) return pricing.keep;
  if (next) return billing.manage;
  const chosen = plan[interval] ?? plan.month ?? plan.year;
  return (chosen && upgradeTo(chosen.id, visitor) ? pricing.upgradeTo : pricing.switchTo)(plan.name);
}

/** The text about a trial, about what an upgrade would add now or needs first, or that the plan replaces free credits. */
function offerWords(plan: Plan, { id, amount, currency, trialDays }: Price, visitor: Visitor): string | null {
  const { name, credits, year } = plan;
  const end = endOfPlan(visitor);
  if (end) return isCurrent(plan, visitor) ? null : pricing.keepFirst(name, format.day(end));
  const days = visitor.kind === 'signed-out' ? trialDays : offerOf(id, visitor)?.trial_days;
  const trial = days ? pricing.trial(days, money(amount, currency), id === year?.id) : null;
  if (visitor.kind !== 'free') return trial ?? upgradeTo(id, visitor);
  const unused = visitor.free?.unused;
  const replaced = unused ? pricing.replacesFree(unused, credits) : '';
  return trial ? `${trial}. ${replaced}` : replaced;
}

/** What an upgrade to this price would add now; null if it is not an upgrade. */
function upgradeTo(priceId: string, visitor: Visitor): string | null {
  const offer = offerOf(priceId, visitor);
  return offer ? upgradeText(offer) : null;
}

function offerOf(priceId: string, visitor: Visitor): PlanOffer | undefined {
  return 'offers' in visitor ? visitor.offers.find(({ price_id }) => price_id === priceId) : undefined;
}

function freeAction(card: Clone, visitor: Visitor): void {
  if (visitor.kind === 'signed-out') link(card, pricing.startFree, '/signup');
  else if (visitor.kind === 'subscriber') showText(card.slot('note'), pricing.withoutPlan);
  else link(card, pricing.openStudio, '/dashboard');
}

function link({ slot }: Clone, text: string, href: string): void {
  const anchor = slot<HTMLAnchorElement>('link');
  showText(anchor, text);
  anchor.href = href;
}

function button({ slot }: Clone, text: string, act: () => Promise<void>): void {
  slot('button').hidden = false;
  slot('button-text').textContent = text;
  bindAction(slot('button'), slot('problem'), act);
}
