import * as z from 'zod/mini';

import { billingErrors, retryAfter } from '@/texts';

import { callService, ServiceError } from './service';

const page = z.object({ url: z.url({ protocol: /^https?$/ }) });
const outcome = z.object({
  status: z.enum(['paid', 'pending', 'failed', 'expired']),
  kind: z.enum(['subscription', 'pack']),
  credits: z.optional(z.number()),
});

/** How a checkout went; `credits` are those of a pack. */
export type Outcome = z.infer<typeof outcome>;

/** The address of the page on which a plan is paid. @throws {ServiceError} */
export async function planCheckout(priceId: string): Promise<string> {
  return page.parse(await callService('/api/create-checkout-session', { price_id: priceId })).url;
}

/** The address of the page on which a pack is paid. @throws {ServiceError} */
export async function packCheckout(priceId: string): Promise<string> {
  return page.parse(await callService('/api/purchase-credits', { price_id: priceId })).url;
}

/** The address of the portal: plan, cards, invoices. @throws {ServiceError} `not_found` if nothing was ever bought */
export async function portal(): Promise<string> {
  return page.parse(await callService('/api/create-customer-portal', {})).url;
}

/** How one of the user's own checkouts went; what was paid in it is granted by then. @throws {ServiceError} */
export async function checkoutOutcome(sessionId: string): Promise<Outcome> {
  const query = new URLSearchParams({ session_id: sessionId });
  return outcome.parse(await callService(`/api/check-session-status?${query}`, undefined, 'GET'));
}

/** What stopped a call, in words. */
export function wordsForBilling(problem: unknown): string {
  const code = problem instanceof ServiceError ? problem.code : 'unavailable';
  const words = billingErrors[code] ?? billingErrors['unavailable'] ?? '';
  const wait = problem instanceof ServiceError && problem.code === 'rate_limited' && problem.retryAfterSeconds;
  return wait ? `${words} ${retryAfter(wait)}` : words;
}
