import { format } from '@/lib/format';
import { credits } from './app';

export const returnTexts = {
  checking: 'Checking your payment…',
  paidPlan: 'Payment received. Your plan is active, and its credits are here.',
  paidTrial: 'Your trial has begun, and the credits of the plan are here.',
  paidPack: (amount: number) => `Payment received. ${credits.pill(amount)} were added to your balance.`,
  paidPackUnknown: 'Payment received. Your credits were added to your balance.',
  upgraded: (plan: string, added: number, full: number, day: string) =>
    `You have ${plan} now: ${credits.pill(added)} added for the rest of this month, ${format.number(full)} from ${day}.`,
  pending: 'Your payment is on its way. Some ways to pay take days: your credits come by themselves as soon as it arrives.',
  stillPending: 'It has not arrived yet. You can leave this page: nothing gets lost.',
  failed: 'The payment did not go through. Nothing was charged, and no credits were added.',
  expired: 'This checkout was not finished and has expired. Nothing was charged.',
  unknown: 'We do not know this checkout. If you have just paid, your credits come by themselves; they show up below.',
  unreachable: 'We could not ask about your payment. If you have paid, your credits come by themselves.',
  cancelled: 'Checkout was cancelled. Nothing was charged.',
  checkAgain: 'Check again',
  backToPlans: 'Back to plans',
  dismiss: 'Dismiss',
};
