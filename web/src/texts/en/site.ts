/** Title and description for search engines and link previews. */
export const siteTexts = {
  language: 'en',
  tagline: 'Pictures and videos from your words',
  description:
    'Describe it, edit it, set it in motion: pictures and videos by AI in one calm studio, paid per generation, with free credits to begin with.',
};
