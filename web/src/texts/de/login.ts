import type * as en from '../en/login';

export const login: typeof en.login = {
  title: 'Willkommen zurück',
  lead: 'Melde dich in deinem Studio an.',
  submit: 'Anmelden',
  forgot: 'Passwort vergessen?',
  byLink: 'Anmeldelink per Mail',
  byPassword: 'Doch lieber mit Passwort',
  linkTitle: 'Anmelden ohne Passwort',
  linkLead: 'Wir schicken dir einen Link, der dich anmeldet.',
  linkSubmit: 'Link schicken',
  noAccount: 'Neu hier?',
  sessionEnded: 'Deine Sitzung ist zu Ende. Melde dich neu an; deine Eingaben bleiben erhalten.',
  suspended: 'Dieses Konto wurde gesperrt. Schreib uns, wenn du das für einen Fehler hältst.',
};

export const checkMail: typeof en.checkMail = {
  title: 'Schau in deine Mails',
  confirm: (email) => `Wir haben einen Link an ${email} geschickt. Öffne ihn, um deine Adresse zu bestätigen und loszulegen.`,
  link: (email) => `Wenn es ein Konto für ${email} gibt, ist ein Link zum Anmelden unterwegs.`,
  recovery: (email) => `Wenn es ein Konto für ${email} gibt, ist ein Link für ein neues Passwort unterwegs.`,
  hint: 'Nichts da? Schau in den Spam-Ordner, oder lass die Mail noch einmal schicken.',
  resend: 'Noch einmal schicken',
  resent: 'Verschickt. Es kann eine Minute dauern, bis die Mail ankommt.',
  otherEmail: 'Andere Adresse verwenden',
};
