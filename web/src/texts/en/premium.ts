export const premium = {
  title: 'Premium',
  heading: 'Premium',
  lead: 'Guides and extras that come with your plan.',
  yourTier: (tier: string) => `Your plan: ${tier}`,
  parts: {
    free: { title: 'For everybody', lead: 'With any plan, also the free one.' },
    pro: { title: 'For Pro and Business', lead: 'Included in every paid plan.' },
    business: { title: 'For Business only', lead: 'Included in the Business plan.' },
  },
  lockedTitle: { pro: 'Open this with Pro', business: 'Open this with Business' },
  locked: {
    pro: 'Subscribe to Pro or Business, and everything here opens at once, without a reload.',
    business: 'This part is for Business. Choose that plan, and it opens at once.',
  },
  seePlans: { pro: 'See plans', business: 'See the Business plan' },
  emptyTitle: 'Nothing here yet',
  empty: 'As soon as something is published for your plan, it appears here.',
  failedTitle: 'Premium could not be read',
};
