import { format } from '@/lib/format';

import type * as en from '../en/library';

export const library: typeof en.library = {
  heading: 'Bibliothek',
  search: 'Prompts suchen',
  type: 'Art',
  types: { all: 'Alle', image: 'Bilder', video: 'Videos' },
  status: 'Status',
  statuses: { all: 'Jeder Status', completed: 'Fertig', running: 'Läuft', failed: 'Fehlgeschlagen' },
  emptyTitle: 'Noch nichts hier',
  empty: 'Hier findest du alle Bilder und Videos, die du erstellst, zusammen mit ihren Eingaben.',
  emptyAction: 'Erstelle dein erstes Bild',
  noMatchTitle: 'Keine Treffer',
  noMatch: 'Versuche andere Wörter, oder entferne die Filter.',
  clearFilters: 'Filter entfernen',
  failedTitle: 'Deine Bibliothek konnte nicht geladen werden',
  moreFailed: 'Der Rest konnte nicht geladen werden.',
  loadingMore: 'Weitere werden geladen',
  open: (prompt) => `Öffnen: ${prompt}`,
  failed: 'Fehlgeschlagen',
  cancelled: 'Abgebrochen',
  typeNames: { image: 'Bild', video: 'Video' },
};

export const lightbox: typeof en.lightbox = {
  label: 'Details',
  previous: 'Zurück',
  next: 'Weiter',
  prompt: 'Prompt',
  model: 'Modell',
  created: 'Erstellt',
  credits: 'Credits',
  creditsBack: (amount: number) => `${format.number(amount)}, erstattet`,
  delete: 'Löschen',
  deleteTitle: 'Endgültig löschen?',
  deleteText: 'Die Datei und ihr Eintrag werden entfernt. Das lässt sich nicht rückgängig machen.',
  deleteConfirm: 'Löschen',
  deleted: 'Gelöscht.',
  deleteFailed: 'Das Löschen ist fehlgeschlagen. Bitte versuche es noch einmal.',
  mediaFailed: 'Die Datei kann im Moment nicht angezeigt werden.',
};
