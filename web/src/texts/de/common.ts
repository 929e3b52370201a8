import type * as en from '../en/common';

export const common: typeof en.common = {
  cancel: 'Abbrechen',
  close: 'Schließen',
  tryAgain: 'Noch einmal versuchen',
  reload: 'Seite neu laden',
  loading: 'Wird geladen',
  optional: 'freiwillig',
  dismiss: 'Ausblenden',
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
  getStarted: 'Kostenlos starten',
  signOut: 'Abmelden',
  accountMenu: 'Kontomenü',
  signedInAs: 'Angemeldet als',
};

export const theme: typeof en.theme = {
  label: 'Farben',
  light: 'Hell',
  dark: 'Dunkel',
  system: 'System',
};
