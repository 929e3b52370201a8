import type * as en from '../en/premium';

export const premium: typeof en.premium = {
  title: 'Premium',
  heading: 'Premium',
  lead: 'Anleitungen und Extras zu deinem Tarif.',
  yourTier: (tier) => `Dein Tarif: ${tier}`,
  parts: {
    free: { title: 'Für alle', lead: 'Mit jedem Tarif, auch dem kostenlosen.' },
    pro: { title: 'Für Pro und Business', lead: 'In jedem bezahlten Tarif enthalten.' },
    business: { title: 'Nur für Business', lead: 'Im Tarif Business enthalten.' },
  },
  lockedTitle: { pro: 'Mit Pro öffnen', business: 'Mit Business öffnen' },
  locked: {
    pro: 'Abonniere Pro oder Business, und hier öffnet sich alles sofort, ohne neu zu laden.',
    business: 'Dieser Teil gehört zu Business. Wähle diesen Tarif, und er öffnet sich sofort.',
  },
  seePlans: { pro: 'Tarife ansehen', business: 'Tarif Business ansehen' },
  emptyTitle: 'Noch nichts hier',
  empty: 'Sobald etwas für deinen Tarif erscheint, steht es hier.',
  failedTitle: 'Premium konnte nicht gelesen werden',
};
