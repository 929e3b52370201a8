import { type Catalogue, findPrice, yearlySaving } from '@/lib/catalogue';
import { CheckoutError } from '@/lib/checkout-error';
import { money } from '@/lib/money';
import { removeParams } from '@/lib/remove-params';
import { billingErrors, pricing } from '@/texts';

import { checkOut } from './checkout';
import { costRows } from './cost-rows';
import { showMessage } from './message';
import { type Offer, readOffer } from './offer';
import { packCards } from './pack-cards';
import { type Interval, planCards } from './plan-cards';
import { findElement, cloneTemplate } from './template';

const AGAIN_MS = 1000;

let offer: Offer | null = null;

/** Load plans and prices into the page, and resume a purchase that waited for the login. */
export function openPricing(): void {
  const query = new URLSearchParams(location.search);
  if (query.get('checkout') === 'cancelled') {
    removeParams('checkout');
    showMessage(pricing.cancelled);
  }
  findElement('[data-interval]').addEventListener('change', draw);
  addEventListener('online', () => void comeBack());
  // Restored from the back/forward cache after Stripe's page: reset busy buttons and read again what was bought.
  addEventListener('pageshow', ({ persisted }) => persisted && void load());
  void load().then(() => offer && resumePurchase(offer, query.get('price')));
}

async function load(): Promise<void> {
  try {
    offer = await readOffer(document.querySelector('[data-limits]') !== null);
  } catch {
    offer = null;
    return fail();
  }
  if (offer.visitor.kind === 'subscriber' && offer.visitor.interval === 'year') choose('year');
  draw();
}

/** Browsers report "online" shortly before requests succeed, so a failed load is repeated once. */
async function comeBack(): Promise<void> {
  if (!offer) await load();
  if (!offer) setTimeout(() => offer ?? void load(), AGAIN_MS);
}

function draw(): void {
  if (offer) drawOffer(offer);
}

function drawOffer(shown: Offer): void {
  const { catalogue, limits } = shown;
  const plans = findElement('[data-plans]');
  plans.replaceChildren(...planCards(shown, interval()));
  plans.ariaBusy = null;
  fill('[data-packs]', () => packCards(shown));
  fill('[data-costs]', () => costRows(shown));
  drawSummary(catalogue);
  const place = document.querySelector('[data-limits]');
  if (place) place.textContent = limits?.running ? pricing.limits(limits) : '';
  drawSaving(catalogue.plans.map(yearlySaving).flatMap((saving) => saving?.share ?? []));
  findElement('[data-interval]').hidden = !catalogue.plans.some(({ month, year }) => month && year);
}

/** Fill a section, and hide it if it is empty. Not every page has all sections. */
function fill(section: string, rowsOf: () => HTMLElement[]): void {
  const place = document.querySelector<HTMLElement>(section);
  if (!place) return;
  const rows = rowsOf();
  place.hidden = rows.length === 0;
  place.querySelector('ul')?.replaceChildren(...rows);
}

/** The prices in one sentence, and the credits of the free plan, on pages with elements for them. */
function drawSummary({ plans }: Catalogue): void {
  const place = document.querySelector('[data-prices]');
  const free = plans.find(({ tier }) => tier === 'free');
  const [cheapest] = plans.flatMap(({ month }) => month ?? []).toSorted((one, other) => one.amount - other.amount);
  const credits = document.querySelector('[data-free]');
  if (credits && free) credits.textContent = pricing.creditsAMonth(free.credits);
  if (place && free && cheapest) place.textContent = pricing.inShort(free.credits, money(cheapest.amount, cheapest.currency));
}

function drawSaving(shares: number[]): void {
  const most = Math.max(0, ...shares);
  const words = new Set(shares).size > 1 ? pricing.saveUpTo : pricing.save;
  findElement('[data-saving]').textContent = most > 0 ? words(most) : '';
}

function fail(): void {
  const { root, slot } = cloneTemplate('plans-failed');
  slot('text').textContent = navigator.onLine ? pricing.failed : pricing.offline;
  slot('retry').addEventListener('click', () => void load());
  findElement('[data-plans]').replaceChildren(root);
  findElement('[data-plans]').ariaBusy = null;
  fill('[data-packs]', () => []);
  fill('[data-costs]', () => []);
  findElement('[data-interval]').hidden = true;
}

/**
 * Open the checkout of a purchase that was chosen before the login. Only once: not again after "back". If the plan replaces unused free
 * credits, it is only presented, so that the user can read that first.
 */
function resumePurchase({ catalogue, visitor }: Offer, priceId: string | null): void {
  if (!priceId) return;
  const chosen = findPrice(catalogue, priceId);
  const kind = chosen && 'price' in chosen ? 'pack' : 'plan';
  if (chosen && 'year' in chosen && chosen.year?.id === priceId) {
    choose('year');
    draw();
  }
  if (visitor.kind === 'signed-out') return;
  removeParams('price');
  if (!chosen) return showMessage(pricing.goneTitle);
  if (kind === 'plan' && visitor.kind === 'subscriber') return alreadySubscribed();
  const place = catalogue.plans.findIndex((plan) => plan === chosen);
  if (visitor.kind === 'free' && visitor.free?.unused && place >= 0) return present(chosen.name, place);
  showMessage(pricing.continuing(chosen.name));
  checkOut({ kind, priceId }).catch((problem: Error) =>
    problem instanceof CheckoutError && problem.code === 'already_subscribed' ? alreadySubscribed() : showMessage(problem.message),
  );
}

/** Show a plan with what its card says about the user's credits, and put the focus on its button. */
function present(name: string, place: number): void {
  const card = findElement('[data-plans]').children[place];
  if (!card) return;
  showMessage(pricing.chosen(name, findElement('[data-slot="offer"]', card).textContent));
  card.scrollIntoView({ block: 'center' });
  findElement('[data-slot="button"]', card).focus({ preventScroll: true });
}

function alreadySubscribed(): void {
  showMessage(billingErrors['already_subscribed'] ?? '', { portal: true });
}

function interval(): Interval {
  return findElement<HTMLInputElement>('[data-interval] [value="year"]').checked ? 'year' : 'month';
}

function choose(wished: Interval): void {
  findElement<HTMLInputElement>(`[data-interval] [value="${wished}"]`).checked = true;
}
