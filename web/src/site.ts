import { siteTexts } from '@/texts/site';

/** Settings of the product: the only place with its name, and the links of the footer. */
export const site = {
  name: 'Pixio Studio',
  /** Who runs the models. */
  runsOn: { name: 'Pixio', href: 'https://api.myapps.ai/' },
  /** The URL of the repository, if it is public. */
  source: import.meta.env.PUBLIC_SOURCE_URL,
  ...siteTexts,
};
