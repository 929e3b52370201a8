const and = (names: string[]) => new Intl.ListFormat('en', { type: 'conjunction' }).format(names);
const or = (names: string[]) => new Intl.ListFormat('en', { type: 'disjunction' }).format(names);

export const premium = {
  title: 'Premium',
  heading: 'Premium',
  lead: 'Guides and extras that come with your plan.',
  yourTier: (tier: string) => `Your plan: ${tier}`,
  free: { title: 'For everybody', lead: 'With any plan, also the free one.' },
  // `plans` are the names of the plans that open it, at least one.
  part: (plans: string[]) =>
    plans.length > 1
      ? { title: `For ${and(plans)}`, lead: `Included in ${and(plans)}.` }
      : { title: `For ${and(plans)} only`, lead: `Included in the ${and(plans)} plan.` },
  lockedTitle: (plan: string) => `Open this with ${plan}`,
  locked: (plans: string[]) =>
    plans.length > 1
      ? `Subscribe to ${or(plans)}. This part opens as soon as you have paid.`
      : `This part is for ${or(plans)}. It opens as soon as you have subscribed.`,
  seePlans: (plans: string[]) => (plans.length > 1 ? 'See plans' : `See the ${and(plans)} plan`),
  download: 'Download',
  downloadOf: (title: string) => `Download: ${title}`,
  downloadFailed: 'The file could not be downloaded. Try again.',
  emptyTitle: 'Nothing here yet',
  empty: 'As soon as something is published for your plan, it appears here.',
  failedTitle: 'Premium could not be loaded',
};
