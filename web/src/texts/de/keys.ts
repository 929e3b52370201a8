import type * as en from '../en/keys';

export const keys: typeof en.keys = {
  title: 'Tastenkürzel',
  control: 'Strg',
  list: {
    prompt: 'Prompt schreiben',
    recent: 'Letzte Prompts',
    search: 'Bibliothek durchsuchen',
    keys: 'Diese Liste zeigen',
    generate: 'Erzeugen',
  },
  single: 'Einzelne Tasten sind Kürzel',
};
