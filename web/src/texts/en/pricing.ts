import { format } from '@/lib/format';
import { credits } from './app';

export const pricing = {
  title: 'Pricing',
  description:
    'Three plans that refill your credits every month, and credit packs that never expire. Start for free, change or cancel at any time.',
  headingStart: 'Credits that refill.',
  headingEnd: 'Ideas that don’t have to wait.',
  lead: 'Every plan fills up your credits each month. Need more in between? A pack is added at once and never expires.',
  plans: 'Plans',
  inShort: (free: number, price: string) =>
    `${credits.pill(free)} a month for free, no card needed. Plans from ${price} a month.`,
  interval: 'Pay',
  monthly: 'Monthly',
  yearly: 'Yearly',
  save: (share: number) => `Save ${format.percent(share)}`,
  saveUpTo: (share: number) => `Save up to ${format.percent(share)}`,
  loading: 'Loading plans',
  popular: 'Most popular',
  current: 'Your plan',
  currentDue: 'Your plan · payment due',
  scheduled: 'Comes next',
  from: (day: string) => `From ${day}`,
  until: (day: string) => `Until ${day}`,
  changesPayment: (price: string, yearly: boolean, day: string) => `From ${day}: ${price} a ${yearly ? 'year' : 'month'}`,
  /** What a free plan costs where no other price tells the currency. */
  noCharge: 'No charge',
  forEver: 'for ever',
  perMonth: 'per month',
  billedMonthly: (saved: string | null) => (saved ? `Paid monthly. By the year you save ${saved}.` : 'Paid monthly'),
  billedYearly: (price: string, saved: string | null) =>
    saved ? `${price} a year: you save ${saved}` : `${price} a year`,
  noCard: 'No card needed',
  creditsAMonth: (amount: number) => `${credits.pill(amount)} a month`,
  worth: (pictures: number, videos: number) =>
    [
      pictures > 0 && `${format.number(pictures)} ${pictures === 1 ? 'picture' : 'pictures'}`,
      videos > 0 && `${format.number(videos)} ${videos === 1 ? 'video' : 'videos'}`,
    ]
      .filter(Boolean)
      .join(' or '),
  subscribe: (name: string) => `Subscribe to ${name}`,
  switchTo: (name: string) => `Switch to ${name} in the portal`,
  upgradeTo: (name: string) => `Upgrade to ${name}`,
  freeElsewhere: 'Another account with your email inbox has the free credits, so this one gets none.',
  trial: (days: number, price: string, yearly: boolean) =>
    `${days === 1 ? '1 day' : `${format.number(days)} days`} free, then ${price} a ${yearly ? 'year' : 'month'}`,
  startFree: 'Start for free',
  openStudio: 'Open your studio',
  withoutPlan: 'What everybody has without a plan',
  failedTitle: 'The prices could not be read',
  failed: 'Check your connection, then try again. Nothing was charged.',
  offline: 'You are offline. The prices come by themselves as soon as you are back.',
  noPlansTitle: 'No paid plans yet',
  noPlans: 'There is nothing to subscribe to at the moment. Everything works with the free plan: start with it, and come back for more.',
  packs: 'Credit packs',
  packsLead: 'For a busy week: paid once, added at once, never expiring. With any plan, also the free one.',
  perThousand: (price: string) => `${price} per 1,000 credits`,
  buy: (amount: number) => `Buy ${credits.pill(amount)}`,
  costs: 'What a credit buys',
  costsLead: 'You see the price before each run. A run that fails or that you cancel is refunded in full.',
  questions: 'Questions and answers',
  cancelled: 'Checkout was cancelled. Nothing was charged, and you can come back to it at any time.',
  continuing: (name: string) => `Taking you to checkout for ${name}…`,
  goneTitle: 'What you had chosen is no longer on sale. Here is what is.',
  openPortal: 'Open the billing portal',
  noScript: 'The prices are read live, which needs JavaScript.',
};

export const questions = [
  {
    question: 'When do my monthly credits come back?',
    answer:
      'Each month, counted from the day your plan began (on the free plan: from the day you signed up). They are set to the full amount of your plan; what was left of the month before does not add up. A yearly plan refills every month too.',
  },
  {
    question: 'Which credits are spent first?',
    answer: 'The monthly ones. Credits from a pack wait until those are used up, and never expire.',
  },
  {
    question: 'Can I change or cancel my plan?',
    answer:
      'At any time, in the billing portal that your account page leads to. If you move up, you get the difference in credits for the rest of your month at once, and the full amount with the next month. If you cancel, you keep the plan until the end of what is paid, and go on with the free plan.',
  },
  {
    question: 'What if a run fails?',
    answer: 'All its credits come back by themselves, to where they were taken from. The same holds if you cancel a run.',
  },
  {
    question: 'How do I pay?',
    answer:
      'On a page of Stripe, with a card or whatever else it offers in your country. We never see your card. Invoices and receipts are in the billing portal.',
  },
];
