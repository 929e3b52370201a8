import { format } from '@/lib/format';
import { credits } from './app';

/** By error code of the service's billing routes. */
export const billingErrors: Record<string, string> = {
  unauthorized: 'Your session has ended. Log in again.',
  user_banned: 'This account was suspended. Nothing was charged.',
  already_subscribed: 'You have a plan already. Change it in the billing portal.',
  invalid_input: 'This is no longer on sale. Reload the page to see the current offers.',
  not_found: 'The billing portal is available after your first purchase.',
  rate_limited: 'Too many requests. Wait a moment, then try again.',
  stripe_unavailable: 'The payment service is not available at the moment. Nothing was charged. Try again soon.',
  billing_unavailable: 'Payments are not set up here yet. Nothing was charged.',
  unreachable: 'We could not reach the server. Nothing was charged. Check your connection, then try again.',
  unavailable: 'That did not work, and nothing was charged. Try again in a moment.',
};

export const billing = {
  monthlyCredits: (amount: number) => `${credits.pill(amount)} a month`,
  pack: (amount: number) => credits.pill(amount),
  bonus: (share: number) => `${format.percent(share)} more credits for the same money`,
  upgrade: (now: number, full: number, day: string) =>
    `${format.number(now)} more ${now === 1 ? 'credit' : 'credits'} now, ${format.number(full)} a month from ${day}`,
  manage: 'Manage your plan',
  pay: 'Pay the open invoice',
  opening: 'Opening…',
};
