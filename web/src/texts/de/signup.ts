import type * as en from '../en/signup';

export const signup: typeof en.signup = {
  title: 'Konto anlegen',
  lead: 'Jeden Monat Credits gratis, für ein Konto je E-Mail-Postfach. Ganz ohne Karte.',
  submit: 'Konto anlegen',
  haveAccount: 'Schon ein Konto?',
};
