import type * as en from '../en/common';

export const common: typeof en.common = {
  cancel: 'Abbrechen',
  close: 'Schließen',
  tryAgain: 'Erneut versuchen',
  reload: 'Seite neu laden',
  loading: 'Wird geladen',
  optional: 'optional',
  dismiss: 'Ausblenden',
  undo: 'Rückgängig',
  skipToContent: 'Zum Inhalt',
  mainNavigation: 'Hauptmenü',
  openMenu: 'Menü öffnen',
  menu: 'Menü',
  dashboard: 'Studio',
  pricing: 'Preise',
  premium: 'Premium',
  account: 'Konto',
  login: 'Anmelden',
  signup: 'Registrieren',
  getStarted: 'Gratis starten',
  signOut: 'Abmelden',
  accountMenu: 'Kontomenü',
  signedInAs: 'Angemeldet als',
  nameInvisible: 'Der Name enthält ein unsichtbares Zeichen. Entferne es oder gib den Namen neu ein.',
};

export const theme: typeof en.theme = {
  label: 'Farben',
  light: 'Hell',
  dark: 'Dunkel',
  system: 'System',
};

export const failure: typeof en.failure = {
  title: 'Etwas ist schiefgegangen',
  crashed: 'Dieser Teil der Seite funktioniert nicht mehr. Lade die Seite neu, um weiterzumachen.',
  crashedKept: 'Dieser Teil der Seite funktioniert nicht mehr. Lade die Seite neu; deine Eingaben bleiben erhalten.',
  notLoaded: 'Ein neuer Versuch lädt die Seite neu. Deine Eingaben bleiben erhalten.',
  outdated: 'Ein Teil dieser Seite wurde nicht geladen. Vielleicht gibt es eine neue Version: Lade die Seite gleich noch einmal.',
  unreachableTitle: 'Keine Verbindung',
  unreachable: 'Wir konnten den Server nicht erreichen. Prüfe deine Verbindung und versuche es noch einmal.',
};
