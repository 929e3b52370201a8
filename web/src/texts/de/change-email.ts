import type * as en from '../en/change-email';

export const changeEmail: typeof en.changeEmail = {
  title: 'E\u2011Mail-Adresse ändern',
  lead: (email) => `Du meldest dich mit ${email} an.`,
  field: 'Neue E\u2011Mail-Adresse',
  submit: 'Bestätigung schicken',
  same: 'Das ist deine jetzige E\u2011Mail-Adresse.',
  sent: (email) =>
    `Wir haben einen Link an ${email} geschickt. Öffne ihn zum Bestätigen; kam auch eine Mail an deine jetzige Adresse, öffne deren Link ebenso. Bis dahin ändert sich nichts.`,
};
