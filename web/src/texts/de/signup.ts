import type * as en from '../en/signup';

export const signup: typeof en.signup = {
  title: 'Konto anlegen',
  lead: 'Jeden Monat Credits gratis, einmal je E-Mail-Postfach, ganz ohne Karte.',
  submit: 'Konto anlegen',
  haveAccount: 'Schon ein Konto?',
};
