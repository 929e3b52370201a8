import { format } from '@/lib/format';
import { credits } from './app';

export const pricing = {
  balance: (amount: number) => `You have ${credits.pill(amount)}.`,
  inShort: (free: number, price: string) =>
    `${credits.pill(free)} a month for free, no card needed. Plans from ${price} a month.`,
  save: (share: number) => `Save ${format.percent(share)}`,
  saveUpTo: (share: number) => `Save up to ${format.percent(share)}`,
  popular: 'Most popular',
  current: 'Your plan',
  currentMonthly: 'Your plan · paid monthly',
  currentYearly: 'Your plan · paid yearly',
  currentDue: 'Your plan · payment due',
  scheduled: 'Scheduled',
  from: (day: string) => `Starts on ${day}`,
  until: (day: string) => `Your plan until ${day}`,
  changesPayment: (price: string, yearly: boolean, day: string) => `From ${day}: ${price} a ${yearly ? 'year' : 'month'}`,
  /** The price of the free plan if no other price defines a currency. */
  noCharge: 'No charge',
  forEver: 'for ever',
  perMonth: 'per month',
  billedMonthly: (saved: string | null) => (saved ? `Paid monthly. Pay yearly and save ${saved}.` : 'Paid monthly'),
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
  models: (open: number, all: number) => (open === all ? 'All models' : `${open} of ${all} models`),
  limits: ({ running, waiting }: { running: number; waiting: number }) =>
    [
      `With every plan, ${format.number(running)} ${running === 1 ? 'generation runs' : 'generations run'} at once`,
      waiting > 0 && `${format.number(waiting)} more may wait in line`,
    ]
      .filter(Boolean)
      .join(', and ') + '.',
  upTo: (words: string) => `Up to ${words}`,
  mostPixels: (width: number, height: number) => `${format.number(width)} × ${format.number(height)} pixels`,
  mostSeconds: (seconds: number) => `${format.number(seconds)} seconds`,
  /** At a model that not every plan includes. */
  fromPlan: (name: string) => `From the ${name} plan on`,
  subscribe: (name: string) => `Subscribe to ${name}`,
  switchTo: (name: string) => `Switch to ${name}`,
  keep: 'Keep your plan',
  keepFirst: (name: string, day: string) => `Your plan ends on ${day}. To switch to ${name}, first keep your plan.`,
  switchToMonthly: 'Pay monthly instead',
  switchToYearly: 'Pay yearly instead',
  replacesFree: (left: number, monthly: number) =>
    `Your unused free credits (${format.number(left)}) are replaced by ${format.number(monthly)} a month.`,
  upgradeTo: (name: string) => `Upgrade to ${name}`,
  freeElsewhere: 'Another account with your email address, or an alias of it, has the free credits, so this one gets none.',
  trial: (days: number, price: string, yearly: boolean) =>
    `${days === 1 ? '1 day' : `${format.number(days)} days`} free, then ${price} a ${yearly ? 'year' : 'month'}`,
  startFree: 'Start for free',
  openStudio: 'Open your studio',
  withoutPlan: 'What you have without a paid plan',
  failed: 'Check your connection, then try again. Nothing was charged.',
  offline: 'You are offline. The prices load automatically when you are online again.',
  perThousand: (price: string) => `${price} per 1,000 credits`,
  buy: (amount: number) => `Buy ${credits.pill(amount)}`,
  cancelled: 'Checkout was cancelled. Nothing was charged, and you can start again at any time.',
  continuing: (name: string) => `Taking you to checkout for ${name}…`,
  chosen: (name: string, offer: string) => `You chose ${name}. ${offer}`,
  goneTitle: 'What you chose is no longer on sale. Choose one of these.',
};

/** What only the built HTML shows: kept apart, so that no script loads it. */
export const pricingPage = {
  plans: 'Plans',
  interval: 'Billing interval',
  monthly: 'Monthly',
  yearly: 'Yearly',
  loading: 'Loading plans',
  support: 'Questions? Write to',
  packs: 'Credit packs',
  openPortal: 'Open the billing portal',
  title: 'Pricing',
  description:
    'Plans that refill your credits every month, and credit packs that never expire. Start for free, change or cancel at any time.',
  headingStart: 'Credits that refill.',
  headingEnd: 'Ideas that don’t have to wait.',
  lead: 'Every plan refills your credits each month. If you need more, buy a pack: you get its credits as soon as it is paid, and they never expire.',
  failedTitle: 'The prices could not be loaded',
  noPlansTitle: 'No paid plans yet',
  noPlans: 'There are no paid plans at the moment. You can start with the free one.',
  packsLead: 'For a busy week: you pay once, and the credits never expire. You can buy packs with any plan, even the free one.',
  costs: 'What each model costs',
  costsLead: 'You see the price before you start. A generation that fails or that you cancel is refunded in full.',
  questions: 'Questions and answers',
  noScript: 'The prices need JavaScript to load.',
};

export const questions = [
  {
    question: 'When do my monthly credits come back?',
    answer:
      'Each month, counted from the day your plan began (on the free plan: from the day you signed up). They are set to the full amount of your plan; unused credits of the month before are not added. When you subscribe, the credits of the plan replace your unused free ones. A yearly plan refills every month too.',
  },
  {
    question: 'Which credits are spent first?',
    answer: 'The monthly ones. Credits from a pack wait until those are used up, and never expire.',
  },
  {
    question: 'Can I change or cancel my plan?',
    answer:
      'At any time, in the billing portal, which you open from your account page. As soon as an upgrade is paid, you get the difference in credits for the rest of your month, and the full amount from the next month on. If you cancel, you keep the plan until the end of the paid period, and then have the free plan.',
  },
  {
    question: 'What if a generation fails?',
    answer:
      'You get all its credits back automatically, to the balance that they were taken from. The same applies if you cancel a generation. Monthly credits come back only until their month ends.',
  },
  {
    question: 'How do I pay?',
    answer:
      'On a page of Stripe, with a card or whatever else it offers in your country. We never see your card. Invoices and receipts are in the billing portal.',
  },
];
