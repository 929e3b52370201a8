import { format } from '@/lib/format';

import type * as en from '../en/share';

export const share: typeof en.share = {
  button: 'Teilen',
  title: 'Mit einem Link teilen',
  off: {
    result: 'Dieses Ergebnis ist nicht geteilt. Alle mit dem Link sehen das Bild oder Video, seine Größe und den Namen des Modells. Sie brauchen kein Konto. Dein Name erscheint nicht. Du kannst das Teilen hier jederzeit beenden.',
    collection:
      'Diese Sammlung ist nicht geteilt. Alle mit dem Link sehen ihren Namen und alle ihre Ergebnisse, auch später hinzugefügte. Sie brauchen kein Konto. Dein Name erscheint nicht. Du kannst das Teilen hier jederzeit beenden.',
  },
  on: {
    result: 'Alle mit diesem Link sehen das Bild oder Video, seine Größe und den Namen des Modells. Sie brauchen kein Konto. Dein Name erscheint nicht.',
    collection: 'Alle mit diesem Link sehen den Namen der Sammlung und alle ihre Ergebnisse, auch später hinzugefügte. Sie brauchen kein Konto. Dein Name erscheint nicht.',
  },
  showPrompt: { result: 'Auch den Prompt zeigen', collection: 'Auch die Prompts zeigen' },
  create: 'Link anlegen und kopieren',
  created: 'Link angelegt und kopiert.',
  link: 'Link',
  copy: 'Link kopieren',
  copied: 'Link kopiert.',
  notCopied: 'Dein Browser hat das Kopieren nicht erlaubt. Kopiere den Link unten.',
  open: 'Öffnen',
  stop: 'Teilen beenden',
  stopped: 'Das Teilen ist beendet. Der Link funktioniert nicht mehr.',
  stopNote: {
    result: 'Wenn du das Teilen beendest, funktioniert der Link sofort nicht mehr. Wer die Datei oder ihre eigene Adresse gespeichert hat, kann sie weiter öffnen, bis du das Ergebnis löschst.',
    collection: 'Wenn du das Teilen beendest, funktioniert der Link sofort nicht mehr. Wer eine Datei oder ihre eigene Adresse gespeichert hat, kann sie weiter öffnen, bis du das Ergebnis löschst.',
  },
  failed: 'Das konnte nicht gespeichert werden. Versuch es noch einmal.',
  tooMany: 'Du hast so viele Links, wie ein Konto haben kann. Beende zuerst das Teilen von etwas anderem.',
};

export const sharedPage: typeof en.sharedPage = {
  title: 'Geteiltes Ergebnis',
  description: 'Ein Bild oder Video, das jemand hier gemacht hat und mit einem Link teilt.',
  madeWith: (model) => `Gemacht mit ${model}`,
  size: (width, height) => `${format.number(width)} × ${format.number(height)}`,
  noPrompt: 'Ein geteiltes Ergebnis',
  make: 'Selbst etwas machen',
  noScript: 'Diese Seite braucht JavaScript. Ein Link, der funktioniert, zeigt sein Ergebnis auch ohne: Öffne den Link noch einmal. Führt er hierher, wurde er beendet, oder ein Teil davon fehlt.',
  goneTitle: 'Dieser Link funktioniert nicht',
  gone: 'Der Link wurde beendet, oder ein Teil davon fehlt.',
  empty: 'Noch nichts in dieser Sammlung',
  count: (total) => (total === 1 ? '1 Ergebnis' : `${format.number(total)} Ergebnisse`),
  position: (place, of) => `Ergebnis ${format.number(place)} von ${format.number(of)}`,
  previous: 'Vorheriges',
  next: 'Nächstes',
  download: 'Herunterladen',
  openOne: (position) => `Ergebnis ${format.number(position)} öffnen`,
  more: 'Mehr zeigen',
  mediaFailed: 'Die Datei kann gerade nicht gezeigt werden.',
};
