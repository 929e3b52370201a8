/** The language of the site, set at build time. */
export const language: string = import.meta.env.PUBLIC_LANGUAGE || 'en';

/** The locale of numbers and dates: the browser's if it is a variant of the site's language, such as en-GB; else the language. */
export const locale = localeFor(new Intl.NumberFormat().resolvedOptions().locale);

export function localeFor(ofBrowser: string): string {
  return ofBrowser.split('-')[0] === language ? ofBrowser : language;
}
