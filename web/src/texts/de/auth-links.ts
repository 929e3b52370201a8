import type * as en from '../en/auth-links';

export const forgotPassword: typeof en.forgotPassword = {
  title: 'Passwort vergessen?',
  lead: 'Nenn uns deine E\u2011Mail-Adresse, und wir schicken dir einen Link für ein neues.',
  submit: 'Link schicken',
  remembered: 'Wieder eingefallen?',
};

export const updatePassword: typeof en.updatePassword = {
  title: 'Neues Passwort setzen',
  lead: 'Du bleibst hier danach angemeldet.',
  submit: 'Passwort speichern',
  savedTitle: 'Alles erledigt',
  saved: 'Dein neues Passwort ist gespeichert.',
  openStudio: 'Öffne dein Studio',
  noSessionTitle: 'Diese Seite braucht einen neuen Link',
  noSession: 'Der Link hierher ist abgelaufen, wurde schon benutzt oder in einem anderen Browser geöffnet.',
  askAgain: 'Neuen Link schicken',
};

export const callback: typeof en.callback = {
  title: 'Du wirst angemeldet …',
  lead: 'Einen Moment.',
  failedTitle: 'Dieser Link geht nicht',
  deniedTitle: 'Du bist nicht angemeldet',
  otherBrowser:
    'Er wurde in einem anderen Browser geöffnet als dem, der ihn angefordert hat. Deine Adresse ist trotzdem bestätigt: Melde dich mit deinem Passwort an.',
  toLogin: 'Zur Anmeldung',
};

export const confirm: typeof en.confirm = {
  email: { title: 'Fast geschafft', lead: 'Drück den Knopf, um deine E\u2011Mail-Adresse zu bestätigen und dein Studio zu öffnen.', submit: 'Weiter' },
  magiclink: { title: 'Anmelden', lead: 'Du wolltest einen Link zum Anmelden. Bitte sehr.', submit: 'Anmelden' },
  recovery: { title: 'Neues Passwort setzen', lead: 'Weiter, um ein neues Passwort zu wählen.', submit: 'Weiter' },
  invite: { title: 'Einladung annehmen', lead: 'Weiter, um ein Passwort zu wählen.', submit: 'Annehmen' },
  email_change: { title: 'Neue Adresse bestätigen', lead: 'Ab dann meldest du dich mit ihr an.', submit: 'Bestätigen' },
  missingTitle: 'Dieser Link ist nicht vollständig',
  missing: 'Kopiere den ganzen Link aus der Mail, oder fordere einen neuen an.',
  halfDone: 'Bestätigt. Öffne jetzt auch den Link in der Mail an deine andere Adresse.',
};
