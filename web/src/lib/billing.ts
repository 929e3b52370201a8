import { billingErrors, retryAfter } from '@/texts';

import { callService, ServiceError } from './service';
import { fieldsOf } from './unknown';
import { webAddress } from './web-address';

const STATUSES = ['paid', 'pending', 'failed', 'expired'] as const;

/**
 * How a checkout went: paid, on its way, never to be paid, or not finished in time. `credits` are those of a pack; `trial` if
 * nothing was paid yet.
 */
export type Outcome = {
  status: (typeof STATUSES)[number];
  kind: 'subscription' | 'pack';
  credits: number | undefined;
  trial: boolean;
};

/** The address of the page on which a plan is paid. @throws {ServiceError} */
export async function planCheckout(priceId: string): Promise<string> {
  return urlIn(await callService('/api/create-checkout-session', { price_id: priceId }));
}

/** The address of the page on which a pack is paid. @throws {ServiceError} */
export async function packCheckout(priceId: string): Promise<string> {
  return urlIn(await callService('/api/purchase-credits', { price_id: priceId }));
}

/** The address of the portal: plan, cards, invoices. @throws {ServiceError} `not_found` if nothing was ever bought */
export async function portal(): Promise<string> {
  return urlIn(await callService('/api/create-customer-portal', {}));
}

/** How one of the user's own checkouts went; what was paid in it is granted by then. @throws {ServiceError} */
export async function checkoutOutcome(sessionId: string): Promise<Outcome> {
  const query = new URLSearchParams({ session_id: sessionId });
  const { status, kind, credits, trial } = fieldsOf(await callService(`/api/check-session-status?${query}`, undefined, 'GET'));
  const known = STATUSES.find((name) => name === status);
  if (!known) throw new ServiceError('unavailable', 'This is no outcome of a checkout.');
  return {
    status: known,
    kind: kind === 'pack' ? 'pack' : 'subscription',
    credits: typeof credits === 'number' ? credits : undefined,
    trial: trial === true,
  };
}

function urlIn(answer: unknown): string {
  const address = webAddress(fieldsOf(answer)['url']);
  if (address) return address;
  throw new ServiceError('unavailable', 'This is no address of a page.');
}

/** What stopped a call, in words. */
export function wordsForBilling(problem: unknown): string {
  const code = problem instanceof ServiceError ? problem.code : 'unavailable';
  const words = billingErrors[code] ?? billingErrors['unavailable'] ?? '';
  const wait = problem instanceof ServiceError && problem.code === 'rate_limited' && problem.retryAfterSeconds;
  return wait ? `${words} ${retryAfter(wait)}` : words;
}
