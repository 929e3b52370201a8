import { siteTexts } from '@/texts/site';

/** What a founder renames: the only place that knows the product's name. */
export const site = { name: 'Pixio Studio', ...siteTexts };
