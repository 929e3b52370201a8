import type * as en from '../en/signup';

export const signup: typeof en.signup = {
  title: 'Konto anlegen',
  lead: 'Jeden Monat kostenlose Credits, einmal pro E\u2011Mail-Adresse. Ganz ohne Karte.',
  submit: 'Konto anlegen',
  agree: 'Mit dem Anlegen eines Kontos akzeptierst du die',
  terms: 'Nutzungsbedingungen',
  and: 'und die',
  privacy: 'Datenschutzerklärung',
  haveAccount: 'Schon ein Konto?',
};
