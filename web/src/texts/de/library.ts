import { format } from '@/lib/format';

import type * as en from '../en/library';

export const library: typeof en.library = {
  heading: 'Bibliothek',
  search: 'Prompts suchen',
  type: 'Art',
  types: { all: 'Alle', image: 'Bilder', video: 'Videos' },
  status: 'Zustand',
  statuses: { all: 'Alle Status', completed: 'Fertig', running: 'Läuft', failed: 'Misslungen' },
  emptyTitle: 'Noch nichts hier',
  empty: 'Was du machst, wird hier aufgehoben: Bilder und Videos, mit allem, was es braucht, um sie noch einmal zu machen.',
  emptyAction: 'Mach dein erstes Bild',
  noMatchTitle: 'Nichts passt',
  noMatch: 'Versuche andere Wörter, oder nimm die Filter weg.',
  clearFilters: 'Filter wegnehmen',
  failedTitle: 'Deine Bibliothek konnte nicht gelesen werden',
  moreFailed: 'Der Rest konnte nicht gelesen werden.',
  loadingMore: 'Mehr wird geladen',
  open: (prompt) => `Öffnen: ${prompt}`,
  pending: 'Wartet',
  processing: (share) => format.percent(share),
  failed: 'Misslungen',
  cancelled: 'Abgebrochen',
  typeNames: { image: 'Bild', video: 'Video' },
};

export const lightbox: typeof en.lightbox = {
  label: 'Einzelheiten',
  previous: 'Zurück',
  next: 'Weiter',
  prompt: 'Prompt',
  inputs: 'Eingaben',
  model: 'Modell',
  created: 'Entstanden',
  credits: 'Credits',
  creditsBack: (amount: number) => `${format.number(amount)}, erstattet`,
  download: 'Herunterladen',
  copyLink: 'Link kopieren',
  linkCopied: 'Link kopiert. Wer ihn hat, kann die Datei sehen.',
  delete: 'Löschen',
  deleteTitle: 'Endgültig löschen?',
  deleteText: 'Die Datei und ihr Eintrag werden entfernt. Das lässt sich nicht rückgängig machen.',
  deleteConfirm: 'Löschen',
  deleted: 'Gelöscht.',
  deleteFailed: 'Das Löschen ist misslungen. Bitte versuche es noch einmal.',
  mediaFailed: 'Die Datei kann im Moment nicht gezeigt werden.',
};
