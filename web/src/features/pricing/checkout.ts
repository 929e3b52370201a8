import { CheckoutError } from '@/lib/checkout-error';
import { pricing } from '@/texts';

/** A plan or a pack to be paid on a page of Stripe. */
export type Purchase = { kind: 'plan' | 'pack'; priceId: string };

/** The path that resumes a purchase after the login. */
export function purchasePath(priceId: string): string {
  return `/pricing?${new URLSearchParams({ price: priceId })}`;
}

/** Open Stripe's checkout page. @throws {CheckoutError} */
export async function checkOut({ kind, priceId }: Purchase): Promise<void> {
  const { openStripePage, packCheckout, planCheckout } = await loadStripePage();
  await openStripePage((kind === 'plan' ? planCheckout : packCheckout)(priceId), purchasePath(priceId));
}

/** Open Stripe's billing portal. @throws {CheckoutError} */
export async function openPortal(): Promise<void> {
  const { openStripePage, portal } = await loadStripePage();
  await openStripePage(portal(), '/pricing');
}

/** Loaded at the first click, so that the page itself stays light. */
async function loadStripePage() {
  return await import('@/lib/stripe-page').catch(() => {
    throw new CheckoutError(pricing.failed, 'unreachable');
  });
}
