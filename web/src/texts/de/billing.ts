import { format } from '@/lib/format';

import type * as en from '../en/billing';
import { credits } from './app';

export const billingErrors: typeof en.billingErrors = {
  unauthorized: 'Deine Sitzung ist zu Ende. Melde dich neu an.',
  user_banned: 'Dieses Konto wurde gesperrt. Es wurde nichts abgebucht.',
  already_subscribed: 'Du hast schon einen Tarif. Ändere ihn im Zahlungsportal.',
  invalid_input: 'Das wird nicht mehr angeboten. Lade die Seite neu, um die aktuellen Angebote zu sehen.',
  not_found: 'Das Zahlungsportal steht dir nach deinem ersten Kauf zur Verfügung.',
  rate_limited: 'Zu viele Anfragen. Warte einen Moment und versuche es noch einmal.',
  stripe_unavailable: 'Der Zahlungsdienst ist gerade nicht verfügbar. Es wurde nichts abgebucht. Bitte versuche es bald noch einmal.',
  billing_unavailable: 'Zahlungen sind hier noch nicht eingerichtet. Es wurde nichts abgebucht.',
  unreachable: 'Wir konnten den Server nicht erreichen. Es wurde nichts abgebucht. Prüfe deine Verbindung und versuche es noch einmal.',
  unavailable: 'Das hat nicht geklappt, und es wurde nichts abgebucht. Bitte versuche es gleich noch einmal.',
};

export const billing: typeof en.billing = {
  monthlyCredits: (amount) => `${credits.pill(amount)} im Monat`,
  pack: (amount) => credits.pill(amount),
  bonus: (share) => `${format.percent(share)} mehr Credits fürs gleiche Geld`,
  upgrade: (now, full, day) => `${credits.pill(now)} sofort dazu, ab ${day} ${format.number(full)} im Monat`,
  manage: 'Tarif verwalten',
  pay: 'Offene Rechnung bezahlen',
  opening: 'Wird geöffnet …',
};
