import { siteTexts } from '@/texts/site';

/** What a founder changes: the only place that knows the product's name, and what the footer says of its making. */
export const site = {
  name: 'Pixio Studio',
  /** Who runs the models. */
  runsOn: { name: 'Pixio', href: 'https://api.myapps.ai/' },
  /** The address of the repository, if everybody may see it. */
  source: import.meta.env.PUBLIC_SOURCE_URL,
  ...siteTexts,
};
