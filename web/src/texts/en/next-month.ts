import { format } from '@/lib/format';

/** A balance, and the full amount without refunds and debts. */
const balance = (amount: number, full: number) =>
  amount === full ? format.number(amount) : `${format.number(amount)} (${format.number(full)} minus debts and refunds)`;

export const nextMonth = {
  set: (day: string, amount: number, full: number) => `On ${day} your monthly credits are set to ${balance(amount, full)}.`,
  ends: (day: string, amount: number, full: number) =>
    `Your plan ends on ${day}. Then you have the free plan, and your monthly credits are set to ${balance(amount, full)}.`,
  endsElsewhere: (day: string) =>
    `Your plan ends on ${day}. Then you have the free plan, without credits: another account with your email address, or an alias of it, has them.`,
  waits: 'You get new monthly credits as soon as your payment has arrived.',
  elsewhere: 'Another account with your email address, or an alias of it, has the free credits, so this one gets none.',
  inherited: 'This month began with what an earlier account with your email address had left.',
};
