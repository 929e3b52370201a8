import { siteTexts } from '@/texts/site';

import brand from './brand/brand.json';

/** What brand/brand.json holds. */
interface Brand {
  name: string;
  /** Who runs the models. */
  runsOn: { name: string; href: string };
  /** A mail address, for the footer. */
  contact: string | null;
  /** Links of the footer to other sites. */
  social: { name: string; href: string }[];
  font: { name: string; file: string };
  /** The colours of a phone's browser around the page. */
  browserBar: { light: string; dark: string };
}

/** Settings of the product: its brand, and what search engines show. */
export const site = {
  ...(brand as Brand),
  /** The URL of the repository, if it is public. */
  source: import.meta.env.PUBLIC_SOURCE_URL,
  ...siteTexts,
};
