import { format } from '@/lib/format';

import type * as en from '../en/pricing';
import { credits } from './app';

export const pricing: typeof en.pricing = {
  title: 'Preise',
  description:
    'Drei Tarife, die deine Credits jeden Monat auffüllen, und Credit-Pakete, die nie verfallen. Starte kostenlos, ändere oder kündige jederzeit.',
  headingStart: 'Credits, die sich auffüllen.',
  headingEnd: 'Ideen, die nicht warten müssen.',
  lead: 'Jeder Tarif füllt deine Credits monatlich auf. Zwischendurch mehr nötig? Ein Paket ist sofort da und verfällt nie.',
  plans: 'Tarife',
  inShort: (free, price) =>
    `${credits.pill(free)} im Monat kostenlos, ganz ohne Karte. Tarife ab ${price} im Monat.`,
  interval: 'Zahlweise',
  monthly: 'Monatlich',
  yearly: 'Jährlich',
  save: (share) => `${format.percent(share)} sparen`,
  saveUpTo: (share) => `Bis zu ${format.percent(share)} sparen`,
  loading: 'Tarife werden geladen',
  popular: 'Am beliebtesten',
  current: 'Dein Tarif',
  currentDue: 'Dein Tarif · Zahlung offen',
  scheduled: 'Kommt danach',
  from: (day) => `Ab ${day}`,
  until: (day) => `Bis ${day}`,
  changesPayment: (price, yearly, day) => `Ab ${day}: ${price} im ${yearly ? 'Jahr' : 'Monat'}`,
  noCharge: 'Kostenlos',
  forEver: 'für immer',
  perMonth: 'im Monat',
  billedMonthly: (saved) => (saved ? `Monatliche Zahlung. Jährlich gezahlt sparst du ${saved}.` : 'Monatliche Zahlung'),
  billedYearly: (price, saved) => (saved ? `${price} im Jahr: du sparst ${saved}` : `${price} im Jahr`),
  noCard: 'Ganz ohne Karte',
  creditsAMonth: (amount) => `${credits.pill(amount)} im Monat`,
  worth: (pictures, videos) =>
    [
      pictures > 0 && `${format.number(pictures)} ${pictures === 1 ? 'Bild' : 'Bilder'}`,
      videos > 0 && `${format.number(videos)} ${videos === 1 ? 'Video' : 'Videos'}`,
    ]
      .filter(Boolean)
      .join(' oder '),
  subscribe: (name) => `${name} abonnieren`,
  switchTo: (name) => `Im Portal zu ${name} wechseln`,
  upgradeTo: (name) => `Zu ${name} wechseln`,
  freeElsewhere: 'Die kostenlosen Credits hat ein anderes Konto mit deinem E-Mail-Postfach, darum bekommt dieses keine.',
  trial: (days, price, yearly) =>
    `${days === 1 ? '1 Tag' : `${format.number(days)} Tage`} gratis, danach ${price} im ${yearly ? 'Jahr' : 'Monat'}`,
  startFree: 'Kostenlos starten',
  openStudio: 'Öffne dein Studio',
  withoutPlan: 'Was alle ohne Tarif haben',
  failedTitle: 'Die Preise konnten nicht gelesen werden',
  failed: 'Prüfe deine Verbindung und versuche es noch einmal. Es wurde nichts abgebucht.',
  offline: 'Du bist offline. Die Preise kommen von selbst, sobald du zurück bist.',
  noPlansTitle: 'Noch keine bezahlten Tarife',
  noPlans: 'Im Moment gibt es nichts zu abonnieren. Mit dem kostenlosen Tarif geht alles: Fang damit an, und komm wieder, wenn du mehr brauchst.',
  packs: 'Credit-Pakete',
  packsLead: 'Für eine volle Woche: einmal bezahlt, sofort da, ohne Verfall. Mit jedem Tarif, auch dem kostenlosen.',
  perThousand: (price) => `${price} je 1.000 Credits`,
  buy: (amount) => `${credits.pill(amount)} kaufen`,
  costs: 'Was du für Credits bekommst',
  costsLead: 'Du siehst den Preis vor jedem Lauf. Ein Lauf, der misslingt oder den du abbrichst, wird ganz erstattet.',
  questions: 'Fragen und Antworten',
  cancelled: 'Der Kauf wurde abgebrochen. Es wurde nichts abgebucht, und du kannst jederzeit zurückkommen.',
  continuing: (name) => `Weiter zur Kasse für ${name} …`,
  goneTitle: 'Was du gewählt hattest, wird nicht mehr angeboten. Das hier gibt es.',
  openPortal: 'Zahlungsportal öffnen',
  noScript: 'Die Preise werden live gelesen; dafür braucht es JavaScript.',
};

export const questions: typeof en.questions = [
  {
    question: 'Wann kommen meine monatlichen Credits wieder?',
    answer:
      'Jeden Monat, gezählt ab dem Tag, an dem dein Tarif begann (beim kostenlosen: ab dem Tag deiner Registrierung). Sie werden auf die volle Menge deines Tarifs gesetzt; was vom Monat davor übrig war, kommt nicht dazu. Auch ein Jahrestarif füllt sich jeden Monat auf.',
  },
  {
    question: 'Welche Credits werden zuerst verbraucht?',
    answer: 'Die monatlichen. Credits aus einem Paket warten, bis diese verbraucht sind, und verfallen nie.',
  },
  {
    question: 'Kann ich meinen Tarif ändern oder kündigen?',
    answer:
      'Jederzeit, im Zahlungsportal, zu dem deine Kontoseite führt. Nimmst du mehr, bekommst du den Unterschied an Credits für den Rest deines Monats sofort und die volle Menge mit dem nächsten Monat. Kündigst du, behältst du den Tarif bis zum Ende des Bezahlten und machst mit dem kostenlosen weiter.',
  },
  {
    question: 'Was, wenn ein Lauf misslingt?',
    answer:
      'Alle seine Credits kommen von selbst dorthin zurück, wo sie abgezogen wurden. Dasselbe gilt, wenn du einen Lauf abbrichst.',
  },
  {
    question: 'Wie bezahle ich?',
    answer:
      'Auf einer Seite von Stripe, mit Karte oder was es in deinem Land sonst anbietet. Wir sehen deine Karte nie. Rechnungen und Belege liegen im Zahlungsportal.',
  },
];
