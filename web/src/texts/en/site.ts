/** What the site says of itself to search engines and in links. */
export const siteTexts = {
  language: 'en',
  tagline: 'Pictures and videos from your words',
  description:
    'Describe it, edit it, set it in motion: pictures and videos by AI in one calm studio, paid by the run, with free credits to begin with.',
};
