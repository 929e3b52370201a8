import { format } from '@/lib/format';

import type * as en from '../en/library';

export const library: typeof en.library = {
  heading: 'Bibliothek',
  search: 'Prompts suchen',
  type: 'Art',
  types: { all: 'Alle', image: 'Bilder', video: 'Videos' },
  filters: 'Filter',
  allFilters: 'Alle Filter zeigen',
  statuses: { completed: 'Fertig', running: 'Läuft', failed: 'Fehlgeschlagen' },
  periods: { today: 'Heute', week: 'Woche', month: 'Monat' },
  favourites: 'Favoriten',
  collection: 'Sammlung',
  favourite: (prompt) => `Favorit: ${prompt}`,
  anyCollection: 'Jede Sammlung',
  collections: 'Sammlungen verwalten',
  dates: 'Andere Tage',
  from: 'Von',
  to: 'Bis',
  between: (from, to) => `${from || '…'} bis ${to || '…'}`,
  model: 'Modell',
  anyModel: 'Jedes Modell',
  emptyTitle: 'Noch nichts hier',
  empty: 'Schreib oben einen Prompt und starte. Deine Bilder und Videos bleiben hier gespeichert.',
  emptyAction: 'Erstelle dein erstes Bild',
  noMatchTitle: 'Keine Treffer',
  noMatch: 'Diese Filter sind an:',
  searchedFor: (words) => `Wörter: ${words}`,
  clearFilter: (name) => `Entfernen: ${name}`,
  clearFilters: 'Filter entfernen',
  failedTitle: 'Deine Bibliothek konnte nicht geladen werden',
  moreFailed: 'Der Rest konnte nicht geladen werden.',
  loadingMore: 'Weitere werden geladen',
  open: (prompt) => `Öffnen: ${prompt}`,
  select: (prompt) => `Auswählen: ${prompt}`,
  placeInSet: (place, of) => `${place} von ${of}`,
  fresh: 'Neu',
  earlier: 'Früher',
  toTop: 'Zum Anfang der Bibliothek',
  wholePrompt: (prompt) => `Ganzer Prompt: ${prompt}`,
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
  zoomIn: 'In Originalgröße zeigen',
  zoomOut: 'Einpassen',
  size: 'Größe',
  pixels: (width, height) => `${format.number(width)} × ${format.number(height)}`,
  mediaFailed: 'Die Datei kann im Moment nicht angezeigt werden.',
  missing: 'Dieser Eintrag wurde gelöscht oder gehört zu einem anderen Konto.',
};

export const deletion: typeof en.deletion = {
  title: (count) => (count === 1 ? 'Endgültig löschen?' : `${format.number(count)} Einträge endgültig löschen?`),
  text: (count) =>
    count === 1
      ? 'Die Datei und ihr Eintrag werden entfernt. Das lässt sich nicht rückgängig machen.'
      : 'Die Dateien und ihre Einträge werden entfernt. Das lässt sich nicht rückgängig machen.',
  running: (count) => (count === 1 ? '1 ist noch nicht fertig und wird nicht gelöscht.' : `${format.number(count)} sind noch nicht fertig und werden nicht gelöscht.`),
  confirm: 'Löschen',
  done: (count) => (count === 1 ? 'Gelöscht.' : `${format.number(count)} gelöscht.`),
  failed: (count) =>
    count === 1
      ? 'Das Löschen ist fehlgeschlagen. Bitte versuche es noch einmal.'
      : `${format.number(count)} konnten nicht gelöscht werden. Sie sind noch ausgewählt.`,
};

export const selecting: typeof en.selecting = {
  label: 'Auswahl',
  selectAll: 'Alle auswählen',
  count: (count) => `${format.number(count)} ausgewählt`,
  clear: 'Auswahl aufheben',
  download: 'Herunterladen',
  downloading: (done, of) => `${format.number(done)} von ${format.number(of)}`,
  inFile: (count, of) => `${format.number(count)} von ${format.number(of)} ${count === 1 ? 'ist' : 'sind'} in der Datei.`,
  haveFailed: (count) => `${format.number(count)} ${count === 1 ? 'ist' : 'sind'} fehlgeschlagen.`,
  wereCancelled: (count) => `${format.number(count)} ${count === 1 ? 'wurde' : 'wurden'} abgebrochen.`,
  areUnfinished: (count) => `${format.number(count)} ${count === 1 ? 'ist' : 'sind'} noch nicht fertig.`,
  notDownloaded: (names) => `Nicht in der Datei, weil sie nicht geladen werden konnten: ${names}`,
  downloadFailed: 'Nichts konnte geladen werden. Prüfe deine Verbindung, und versuche es noch einmal.',
  noRoom: 'Die Datei konnte nicht geschrieben werden. Gib auf diesem Gerät Speicherplatz frei oder wähle weniger Ergebnisse aus.',
  favourite: 'Favorit',
  remove: 'Aus Sammlung entfernen',
  compare: 'Vergleichen',
  delete: 'Löschen',
};

export const comparing: typeof en.comparing = {
  label: 'Vergleich',
  missing: 'Eines der beiden wurde gelöscht oder gehört zu einem anderen Konto.',
  before: 'Vorher',
  after: 'Nachher',
  line: 'Linie zwischen vorher und nachher',
};

function sizeOf(count: number): string {
  return count === 1 ? '1 Ergebnis' : `${format.number(count)} Ergebnisse`;
}

export const collections: typeof en.collections = {
  title: 'Sammlungen',
  add: 'Zur Sammlung hinzufügen',
  addTitle: (count) => `${format.number(count)} zu einer Sammlung hinzufügen`,
  new: 'Neue Sammlung',
  search: 'Sammlungen suchen',
  noneFound: 'Keine Sammlung heißt so.',
  emptyTitle: 'Diese Sammlung ist leer',
  empty: 'Wähle Ergebnisse in deiner Bibliothek aus, dann „Zur Sammlung hinzufügen“.',
  emptyAction: 'Alle Ergebnisse zeigen',
  create: 'Anlegen',
  name: 'Name',
  save: 'Speichern',
  open: (name, count) => `Öffnen: ${name}, ${sizeOf(count)}`,
  size: sizeOf,
  rename: (name) => `Umbenennen: ${name}`,
  delete: (name) => `Löschen: ${name}`,
  deleteTitle: (name) => `Sammlung „${name}“ löschen?`,
  deleteText: 'Die Ergebnisse bleiben in deiner Bibliothek. Ein öffentlicher Link auf diese Sammlung funktioniert dann nicht mehr.',
  deleteConfirm: 'Löschen',
  nameRule: 'Schreib einen Namen mit 1 bis 60 Zeichen.',
  taken: 'Du hast schon eine Sammlung mit diesem Namen.',
  tooMany: 'Du kannst 100 Sammlungen haben. Lösche zuerst eine.',
  full: 'Eine Sammlung kann 2.000 Ergebnisse enthalten.',
  failed: 'Das konnte nicht gespeichert werden. Bitte versuche es noch einmal.',
  addable: (count, of) => `${format.number(count)} von ${format.number(of)} ${count === 1 ? 'kann' : 'können'} hinzugefügt werden.`,
  marked: (count, of) => `${format.number(count)} von ${format.number(of)} ${count === 1 ? 'ist jetzt ein Favorit' : 'sind jetzt Favoriten'}.`,
  unmarked: (count) => (count === 1 ? 'Aus den Favoriten entfernt.' : `${format.number(count)} aus den Favoriten entfernt.`),
  added: (count, name) => `${format.number(count)} zu „${name}“ hinzugefügt.`,
  removed: (count) => `${format.number(count)} aus der Sammlung entfernt.`,
};
