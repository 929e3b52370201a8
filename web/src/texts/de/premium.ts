import type * as en from '../en/premium';

const and = (names: string[]) => new Intl.ListFormat('de', { type: 'conjunction' }).format(names);
const or = (names: string[]) => new Intl.ListFormat('de', { type: 'disjunction' }).format(names);

export const premium: typeof en.premium = {
  title: 'Premium',
  heading: 'Premium',
  lead: 'Anleitungen und Downloads, die zu einem Tarif gehören.',
  yourTier: (tier) => `Dein Tarif: ${tier}`,
  free: 'Für alle',
  part: (plans) => (plans.length > 1 ? `Für ${and(plans)}` : `Nur für ${and(plans)}`),
  lockedTitle: (plans) => `Mit ${or(plans)} öffnen`,
  locked: 'Dieser Teil öffnet sich, sobald du bezahlt hast.',
  inside: 'Was enthalten ist',
  seePlans: (plans) => (plans.length > 1 ? 'Tarife ansehen' : `Tarif ${and(plans)} ansehen`),
  download: 'Herunterladen',
  downloadOf: (title) => `Herunterladen: ${title}`,
  downloadFailed: 'Die Datei konnte nicht heruntergeladen werden. Versuch es noch einmal.',
  emptyTitle: 'Noch nichts hier',
  empty: 'Sobald etwas für deinen Tarif erscheint, steht es hier.',
  failedTitle: 'Premium konnte nicht geladen werden',
};
