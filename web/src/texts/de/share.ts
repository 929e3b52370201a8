import { format } from '@/lib/format';

import type * as en from '../en/share';

export const share: typeof en.share = {
  button: 'Teilen',
  title: 'Per Link teilen',
  off: 'Nicht geteilt. Mit einem Link sehen es alle, die ihn haben, auch ohne Konto.',
  on: 'Alle, die diesen Link haben, können sehen, was du teilst.',
  showPrompt: 'Auch Prompts zeigen',
  create: 'Link anlegen und kopieren',
  created: 'Link kopiert. Er gilt ab jetzt.',
  link: 'Link',
  copy: 'Link kopieren',
  copied: 'Link kopiert.',
  open: 'Öffnen',
  stop: 'Nicht mehr teilen',
  stopped: 'Der Link gilt nicht mehr.',
  stopNote: 'Die Seite schließt sofort. Wer eine Kopie gespeichert hat, behält sie.',
  failed: 'Das konnte nicht gespeichert werden. Versuch es noch einmal.',
  tooMany: 'Du hast so viele Links, wie möglich sind. Beende zuerst einen anderen.',
};

export const sharedPage: typeof en.sharedPage = {
  title: 'Geteiltes Ergebnis',
  description: 'Ein Bild oder Video, das jemand hier gemacht hat und per Link teilt.',
  madeWith: (model) => `Gemacht mit ${model}`,
  size: (width, height) => `${format.number(width)} × ${format.number(height)}`,
  noPrompt: 'Ein geteiltes Ergebnis',
  make: 'Selbst etwas machen',
  goneTitle: 'Dieser Link funktioniert nicht',
  gone: 'Es wird nicht mehr geteilt, oder ein Teil des Links fehlt.',
  empty: 'Noch nichts in dieser Sammlung',
  count: (total) => (total === 1 ? '1 Ergebnis' : `${format.number(total)} Ergebnisse`),
  openOne: (position) => `Ergebnis ${format.number(position)} öffnen`,
  more: 'Mehr zeigen',
  mediaFailed: 'Die Datei kann gerade nicht gezeigt werden.',
};
