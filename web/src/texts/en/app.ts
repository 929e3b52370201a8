import { format } from '@/lib/format';

export const connection = {
  offline: 'You are offline. What you see may be out of date; what you typed is kept.',
  lost: 'Live updates are interrupted. Reconnecting…',
  back: 'Live again. Everything is up to date.',
};

export const retryAfter = (seconds: number) =>
  `You can try again in ${format.number(seconds)} ${seconds === 1 ? 'second' : 'seconds'}.`;

export const credits = {
  pill: (amount: number) => `${format.number(amount)} ${amount === 1 ? 'credit' : 'credits'}`,
  pillLabel: (amount: number) => `${credits.pill(amount)}: show details`,
  heading: 'Your credits',
  monthly: 'Monthly',
  purchased: 'Purchased',
  today: 'Used today',
  order: 'Monthly credits are spent first. Purchased credits never expire.',
  low: (amount: number, price: string) => `Running low: ${credits.pill(amount)} cost ${price}.`,
  buyMore: 'Buy more',
  statement: 'Statement',
};
