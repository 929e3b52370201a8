import { pricing } from '@/texts';

/** Something that is paid on a page of Stripe. */
export type Wish = { kind: 'plan' | 'pack'; priceId: string };

/** Why it did not come to paying; the message is for the visitor. */
export class Stopped extends Error {
  constructor(
    message: string,
    readonly code: string,
  ) {
    super(message);
    this.name = 'Stopped';
  }
}

/** The page that goes on to checkout with what was chosen, once the visitor is signed in. */
export function wishPath(priceId: string): string {
  return `/pricing?${new URLSearchParams({ price: priceId })}`;
}

/** Go to the page on which this is paid. @throws {Stopped} */
export async function checkOut({ kind, priceId }: Wish): Promise<void> {
  await leave(wishPath(priceId), ({ planCheckout, packCheckout }) =>
    kind === 'plan' ? planCheckout(priceId) : packCheckout(priceId),
  );
}

/** Go to the billing portal. @throws {Stopped} */
export async function openPortal(): Promise<void> {
  await leave('/pricing', ({ portal }) => portal());
}

type Billing = typeof import('@/lib/billing');

async function leave(from: string, addressOf: (billing: Billing) => Promise<string>): Promise<void> {
  const billing = await import('@/lib/billing').catch(() => {
    throw new Stopped(pricing.failed, 'unreachable');
  });
  try {
    location.assign(await addressOf(billing));
  } catch (caught) {
    const { endsSession } = await import('@/lib/session');
    const code = caught instanceof Error && 'code' in caught ? String(caught.code) : 'unavailable';
    if (!endsSession(caught, from)) throw new Stopped(billing.wordsForBilling(caught), code);
  }
}
