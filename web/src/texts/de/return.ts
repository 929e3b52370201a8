import { format } from '@/lib/format';

import type * as en from '../en/return';
import { credits } from './app';

export const returnTexts: typeof en.returnTexts = {
  checking: 'Deine Zahlung wird geprüft …',
  paidPlan: 'Zahlung eingegangen. Dein Tarif ist aktiv, und seine Credits sind da.',
  paidTrial: 'Deine Probezeit hat begonnen, und die Credits des Tarifs sind da.',
  paidPack: (amount) => `Zahlung eingegangen. ${credits.pill(amount)} sind auf deinem Konto.`,
  paidPackUnknown: 'Zahlung eingegangen. Deine Credits sind auf deinem Konto.',
  upgraded: (plan, added, full, day) =>
    `Du hast jetzt ${plan}: ${credits.pill(added)} kamen für den Rest dieses Monats dazu, ab ${day} sind es ${format.number(full)}.`,
  pending: 'Deine Zahlung ist unterwegs. Manche Zahlungsarten brauchen Tage: Deine Credits kommen von selbst, sobald sie da ist.',
  stillPending: 'Sie ist noch nicht da. Du kannst diese Seite verlassen: Es geht nichts verloren.',
  failed: 'Die Zahlung hat nicht geklappt. Es wurde nichts abgebucht, und es kamen keine Credits dazu.',
  expired: 'Dieser Kauf wurde nicht abgeschlossen und ist abgelaufen. Es wurde nichts abgebucht.',
  unknown: 'Diesen Kauf kennen wir nicht. Wenn du eben bezahlt hast, kommen deine Credits von selbst; sie erscheinen unten.',
  unreachable: 'Wir konnten nicht nach deiner Zahlung fragen. Wenn du bezahlt hast, kommen deine Credits von selbst.',
  cancelled: 'Der Kauf wurde abgebrochen. Es wurde nichts abgebucht.',
  checkAgain: 'Noch einmal prüfen',
  backToPlans: 'Zurück zu den Tarifen',
  dismiss: 'Ausblenden',
};
