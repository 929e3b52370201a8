import type * as en from '../en/premium';

const and = (names: string[]) => new Intl.ListFormat('de', { type: 'conjunction' }).format(names);
const or = (names: string[]) => new Intl.ListFormat('de', { type: 'disjunction' }).format(names);

export const premium: typeof en.premium = {
  title: 'Premium',
  heading: 'Premium',
  lead: 'Anleitungen und Extras zu deinem Tarif.',
  yourTier: (tier) => `Dein Tarif: ${tier}`,
  free: { title: 'Für alle', lead: 'Mit jedem Tarif, auch dem kostenlosen.' },
  part: (plans) =>
    plans.length > 1
      ? { title: `Für ${and(plans)}`, lead: `In ${and(plans)} enthalten.` }
      : { title: `Nur für ${and(plans)}`, lead: `Im Tarif ${and(plans)} enthalten.` },
  lockedTitle: (plan) => `Mit ${plan} öffnen`,
  locked: (plans) =>
    plans.length > 1
      ? `Abonniere ${or(plans)}. Dieser Teil öffnet sich, sobald du bezahlt hast.`
      : `Dieser Teil gehört zu ${or(plans)}. Er öffnet sich, sobald du den Tarif hast.`,
  seePlans: (plans) => (plans.length > 1 ? 'Tarife ansehen' : `Tarif ${and(plans)} ansehen`),
  download: 'Herunterladen',
  downloadOf: (title) => `Herunterladen: ${title}`,
  downloadFailed: 'Die Datei konnte nicht heruntergeladen werden. Versuch es noch einmal.',
  emptyTitle: 'Noch nichts hier',
  empty: 'Sobald etwas für deinen Tarif erscheint, steht es hier.',
  failedTitle: 'Premium konnte nicht geladen werden',
};
