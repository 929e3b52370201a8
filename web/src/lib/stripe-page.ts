import { wordsForBilling } from './billing';
import { CheckoutError } from './checkout-error';
import { callService, ServiceError } from './service';
import { fieldsOf } from './unknown';
import { webAddress } from './web-address';

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
    // Loaded on demand, because it needs the session, which /pricing does not load.
    const ended = await import('./ends-session').then(({ endsSession }) => endsSession(caught, from), () => false);
    if (ended) return;
    throw new CheckoutError(wordsForBilling(caught), caught instanceof ServiceError ? caught.code : 'unavailable');
  }
}

function urlIn(response: unknown): string {
  const url = webAddress(fieldsOf(response)['url']);
  if (url) return url;
  throw new ServiceError('unavailable', 'The response has no valid URL.');
}
