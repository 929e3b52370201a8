const and = (names: string[]) => new Intl.ListFormat('en', { type: 'conjunction' }).format(names);
const or = (names: string[]) => new Intl.ListFormat('en', { type: 'disjunction' }).format(names);

export const premium = {
  title: 'Premium',
  heading: 'Premium',
  lead: 'Guides and downloads that come with a plan.',
  yourTier: (tier: string) => `Your plan: ${tier}`,
  free: 'For everybody',
  // `plans` are the names of the plans that open it, at least one.
  part: (plans: string[]) => (plans.length > 1 ? `For ${and(plans)}` : `For ${and(plans)} only`),
  lockedTitle: (plans: string[]) => `Open this with ${or(plans)}`,
  locked: 'This part opens as soon as you have paid.',
  inside: 'What it contains',
  seePlans: (plans: string[]) => (plans.length > 1 ? 'See plans' : `See the ${and(plans)} plan`),
  download: 'Download',
  downloadOf: (title: string) => `Download: ${title}`,
  downloadFailed: 'The file could not be downloaded. Try again.',
  emptyTitle: 'Nothing here yet',
  empty: 'As soon as something is published for your plan, it appears here.',
  failedTitle: 'Premium could not be loaded',
};
