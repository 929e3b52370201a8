import type * as en from '../en/keys';

export const keys: typeof en.keys = {
  title: 'Tastenkürzel',
  places: { page: 'Überall', card: 'Auf einem Bild der Bibliothek', result: 'In einem geöffneten Bild' },
  list: {
    page: {
      generate: 'Erzeugen',
      prompt: 'Prompt schreiben',
      recent: 'Letzte Prompts',
      search: 'Bibliothek durchsuchen',
      keys: 'Diese Liste zeigen',
    },
    card: {
      extend: 'Auswahl erweitern',
      move: 'Zu einem anderen Bild',
      select: 'Auswählen oder abwählen',
      selectAll: 'Alle auswählen',
      clear: 'Auswahl aufheben',
      favourite: 'Als Favorit merken oder nicht',
      delete: 'Löschen',
    },
    result: { turn: 'Voriges oder nächstes Bild', favourite: 'Als Favorit merken oder nicht', delete: 'Löschen' },
  },
  names: {
    Control: 'Strg',
    Shift: 'Umschalt',
    Enter: 'Eingabe',
    Escape: 'Esc',
    Delete: 'Entf',
    Home: 'Pos1',
    End: 'Ende',
    ArrowLeft: '←',
    ArrowRight: '→',
    ArrowUp: '↑',
    ArrowDown: '↓',
    ' ': 'Leertaste',
  },
  single: 'Einzelne Tasten sind Kürzel',
};
