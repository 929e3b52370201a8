import type * as en from '../en/providers';

export const providerTexts: typeof en.providerTexts = {
  or: 'oder',
  logInWith: (provider) => `Weiter mit ${provider}`,
};

export const providerErrors: typeof en.providerErrors = {
  access_denied: 'Du hast dort abgebrochen, oder die andere Seite hat abgelehnt.',
  provider_disabled: 'Dieser Weg wird nicht mehr angeboten. Nimm einen anderen.',
  provider_email_needs_verification: 'Bestätige zuerst beim Anbieter deine E\u2011Mail-Adresse und versuche es dann noch einmal.',
  user_already_exists: 'Diese E\u2011Mail-Adresse gehört schon zu einem Konto. Melde dich mit deinem Passwort an.',
};
