/** What a founder renames: the only place that knows the product's name. */
export const site = {
  name: 'Pixio Studio',
  tagline: 'Pictures and videos from your words',
  description:
    'Describe it, edit it, set it in motion: pictures and videos by AI in one calm studio, paid by the run, with 500 free credits to begin with.',
  language: 'en',
} as const;
