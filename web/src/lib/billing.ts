import { billingErrors, retryAfter } from '@/texts';

import { CheckoutError } from './checkout-error';
import { callService, ServiceError } from './service';
import { endsSession } from './session';
import { fieldsOf } from './unknown';
import { webAddress } from './web-address';

const STATUSES = ['paid', 'pending', 'failed', 'expired'] as const;

/**
 * The result of a checkout session: paid, payment on its way, payment failed, or session expired. `credits` are those of a pack;
 * `trial` means that a subscription began without a payment.
 */
export type Outcome = {
  status: (typeof STATUSES)[number];
  kind: 'subscription' | 'pack';
  credits: number | undefined;
  trial: boolean;
};

/** The URL of Stripe's checkout page for a plan. @throws {ServiceError} */
export async function planCheckout(priceId: string): Promise<string> {
  return urlIn(await callService('/api/create-checkout-session', { price_id: priceId }));
}

/** The URL of Stripe's checkout page for a pack. @throws {ServiceError} */
export async function packCheckout(priceId: string): Promise<string> {
  return urlIn(await callService('/api/purchase-credits', { price_id: priceId }));
}

/** The URL of Stripe's billing portal: plan, cards, invoices. @throws {ServiceError} `not_found` for a user without purchases */
export async function portal(): Promise<string> {
  return urlIn(await callService('/api/create-customer-portal', {}));
}

/**
 * Open a page of Stripe. If the session is over, open the login page instead.
 * @param from path to return to after the login, if not this page
 * @throws {CheckoutError}
 */
export async function openStripePage(url: Promise<string>, from?: string): Promise<void> {
  try {
    location.assign(await url);
  } catch (caught) {
    if (endsSession(caught, from)) return;
    throw new CheckoutError(wordsForBilling(caught), caught instanceof ServiceError ? caught.code : 'unavailable');
  }
}

/** The result of one of the user's own checkout sessions. A paid one has been granted. @throws {ServiceError} */
export async function checkoutOutcome(sessionId: string): Promise<Outcome> {
  const query = new URLSearchParams({ session_id: sessionId });
  const { status, kind, credits, trial } = fieldsOf(await callService(`/api/check-session-status?${query}`, undefined, 'GET'));
  const known = STATUSES.find((name) => name === status);
  if (!known) throw new ServiceError('unavailable', 'The response has no known checkout status.');
  return {
    status: known,
    kind: kind === 'pack' ? 'pack' : 'subscription',
    credits: typeof credits === 'number' ? credits : undefined,
    trial: trial === true,
  };
}

function urlIn(response: unknown): string {
  const url = webAddress(fieldsOf(response)['url']);
  if (url) return url;
  throw new ServiceError('unavailable', 'The response has no valid URL.');
}

/** The message for a failed billing request. */
export function wordsForBilling(problem: unknown): string {
  const code = problem instanceof ServiceError ? problem.code : 'unavailable';
  const words = billingErrors[code] ?? billingErrors['unavailable'] ?? '';
  const wait = problem instanceof ServiceError && problem.code === 'rate_limited' && problem.retryAfterSeconds;
  return wait ? `${words} ${retryAfter(wait)}` : words;
}
