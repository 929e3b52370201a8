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
  scheduledChange: (plan: string, price: string, day: string) => `Your plan changes to ${plan} (${price}) on ${day}. Until then you keep your current plan.`,
  scheduledEnd: (day: string) => `Your plan ends on ${day}. Until then you keep it.`,
  pending: 'Your payment is being processed. Some payment methods take days: you get your credits automatically when it arrives.',
  stillPending: 'It has not arrived yet. You can leave this page: nothing is lost.',
  failed: 'The payment did not go through. Nothing was charged, and no credits were added.',
  expired: 'This checkout was not finished and has expired. Nothing was charged.',
  unknown: 'This checkout is unknown. If you have just paid, your credits will appear below automatically.',
  unreachable: 'We could not check your payment. If you have paid, you get your credits automatically.',
  cancelled: 'Checkout was cancelled. Nothing was charged.',
  now: (amount: number) => `You have ${credits.pill(amount)} now.`,
  openStudio: 'Open your studio',
  back: 'Back to where you were',
  checkAgain: 'Check again',
  backToPlans: 'Back to plans',
  dismiss: 'Dismiss',
};
