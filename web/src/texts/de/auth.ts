import type * as en from '../en/auth';

export const auth: typeof en.auth = {
  name: 'Name',
  nameHint: 'Steht in deinem Studio. Nur du siehst ihn.',
  email: 'E-Mail',
  emailHint: 'Damit meldest du dich an.',
  password: 'Passwort',
  newPassword: 'Neues Passwort',
  passwordHint: 'Mindestens 10 Zeichen.',
  showPassword: 'Passwort anzeigen',
  promptKept: 'Dein Prompt bleibt erhalten.',
  quoted: (prompt) => `„${prompt}“`,
};

export const authProblems: typeof en.authProblems = {
  nameMissing: 'Sag uns, wie wir dich nennen sollen.',
  nameTooLong: 'Bitte höchstens 100 Zeichen.',
  emailMissing: 'Gib deine E\u2011Mail-Adresse ein.',
  emailWrong: 'Das ist keine E\u2011Mail-Adresse.',
  passwordMissing: 'Gib dein Passwort ein.',
  emailTooLong: 'Diese E\u2011Mail-Adresse ist zu lang.',
  passwordShort: 'Nimm mindestens 10 Zeichen.',
  passwordTooLong: 'Dieses Passwort ist zu lang: höchstens 72 Buchstaben und Ziffern. Ein Umlaut zählt als zwei, ein Emoji als vier.',
};
