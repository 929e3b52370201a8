import type * as en from '../en/recent';

export const recent: typeof en.recent = {
  title: 'Letzte Prompts',
  show: 'Zuletzt',
  shelves: { recent: 'Zuletzt', examples: 'Beispiele' },
  search: 'Letzte Prompts durchsuchen',
  failed: 'Deine letzten Prompts konnten nicht geladen werden',
  empty: 'Noch keine Prompts',
  emptyHint: 'Hier stehen die Prompts deiner letzten fünfzig verschiedenen Generierungen.',
  noMatch: 'Kein Prompt passt zu deiner Suche',
  noMatchHint: 'Versuche es mit anderen Worten.',
  used: 'Der Prompt steht im Formular.',
  usedExample: 'Das Beispiel steht im Formular.',
};
