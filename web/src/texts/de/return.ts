import { format } from '@/lib/format';

import type * as en from '../en/return';
import { credits } from './app';

export const returnTexts: typeof en.returnTexts = {
  checking: 'Deine Zahlung wird geprüft …',
  paidPlan: 'Zahlung eingegangen. Dein Tarif ist aktiv, und du hast seine Credits.',
  paidTrial: 'Deine Probezeit hat begonnen, und die Credits des Tarifs sind da.',
  paidPack: (amount) => `Zahlung eingegangen. ${credits.pill(amount)} sind auf deinem Konto.`,
  paidPackUnknown: 'Zahlung eingegangen. Deine Credits sind auf deinem Konto.',
  upgraded: (plan, added, full, day) =>
    `Du hast jetzt ${plan}: ${credits.pill(added)} kamen für den Rest dieses Monats dazu, ab ${day} sind es ${format.number(full)}.`,
  scheduledChange: (plan, price, day) => `Dein Tarif wechselt am ${day} zu ${plan} (${price}). Bis dahin behältst du deinen jetzigen.`,
  scheduledEnd: (day) => `Dein Tarif endet am ${day}. Bis dahin behältst du ihn.`,
  pending: 'Deine Zahlung wird verarbeitet. Manche Zahlungsarten dauern Tage: Du bekommst deine Credits automatisch, sobald sie eingegangen ist.',
  stillPending: 'Sie ist noch nicht eingegangen. Du kannst diese Seite verlassen: Es geht nichts verloren.',
  failed: 'Die Zahlung hat nicht geklappt. Es wurde nichts abgebucht, und es kamen keine Credits dazu.',
  expired: 'Dieser Kauf wurde nicht abgeschlossen und ist abgelaufen. Es wurde nichts abgebucht.',
  unknown: 'Diesen Kauf kennen wir nicht. Wenn du eben bezahlt hast, erscheinen deine Credits automatisch unten.',
  unreachable: 'Wir konnten deine Zahlung nicht prüfen. Wenn du bezahlt hast, bekommst du deine Credits automatisch.',
  cancelled: 'Der Kauf wurde abgebrochen. Es wurde nichts abgebucht.',
  now: (amount) => `Du hast jetzt ${credits.pill(amount)}.`,
  openStudio: 'Öffne dein Studio',
  back: 'Zurück zur vorigen Seite',
  checkAgain: 'Noch einmal prüfen',
  backToPlans: 'Zurück zu den Tarifen',
  dismiss: 'Ausblenden',
};
