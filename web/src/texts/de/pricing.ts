import { format } from '@/lib/format';

import type * as en from '../en/pricing';
import { credits } from './app';

export const pricing: typeof en.pricing = {
  balance: (amount) => `Du hast ${credits.pill(amount)}.`,
  inShort: (free, price) =>
    `${credits.pill(free)} im Monat kostenlos, ganz ohne Karte. Tarife ab ${price} im Monat.`,
  save: (share) => `${format.percent(share)} sparen`,
  saveUpTo: (share) => `Bis zu ${format.percent(share)} sparen`,
  popular: 'Am beliebtesten',
  current: 'Dein Tarif',
  currentMonthly: 'Dein Tarif · monatlich',
  currentYearly: 'Dein Tarif · jährlich',
  currentDue: 'Dein Tarif · Zahlung offen',
  scheduled: 'Geplant',
  from: (day) => `Beginnt am ${day}`,
  until: (day) => `Dein Tarif bis ${day}`,
  changesPayment: (price, yearly, day) => `Ab ${day}: ${price} im ${yearly ? 'Jahr' : 'Monat'}`,
  noCharge: 'Kostenlos',
  forEver: 'für immer',
  perMonth: 'im Monat',
  billedMonthly: (saved) => (saved ? `Monatlich bezahlt. Jährlich sparst du ${saved}.` : 'Monatlich bezahlt'),
  billedYearly: (price, saved) => (saved ? `${price} im Jahr: Du sparst ${saved}` : `${price} im Jahr`),
  noCard: 'Ganz ohne Karte',
  creditsAMonth: (amount) => `${credits.pill(amount)} im Monat`,
  worth: (pictures, videos) =>
    [
      pictures > 0 && `${format.number(pictures)} ${pictures === 1 ? 'Bild' : 'Bilder'}`,
      videos > 0 && `${format.number(videos)} ${videos === 1 ? 'Video' : 'Videos'}`,
    ]
      .filter(Boolean)
      .join(' oder '),
  models: (open, all) => (open === all ? 'Alle Modelle' : `${open} von ${all} Modellen`),
  limits: ({ running, waiting }) =>
    [
      `Mit jedem Tarif ${running === 1 ? 'läuft 1 Generierung' : `laufen ${format.number(running)} Generierungen`} gleichzeitig`,
      waiting > 0 && `${format.number(waiting)} weitere können warten`,
    ]
      .filter(Boolean)
      .join(', und ') + '.',
  upTo: (words) => `Bis zu ${words}`,
  mostPixels: (width, height) => `${format.number(width)} × ${format.number(height)} Pixel`,
  mostSeconds: (seconds) => `${format.number(seconds)} Sekunden`,
  fromPlan: (name) => `Ab dem Tarif ${name}`,
  subscribe: (name) => `${name} abonnieren`,
  switchTo: (name) => `Zu ${name} wechseln`,
  keep: 'Kündigung zurücknehmen',
  keepFirst: (name, day) => `Dein Tarif endet am ${day}. Um zu ${name} zu wechseln, nimm zuerst die Kündigung zurück.`,
  switchToMonthly: 'Monatlich bezahlen',
  switchToYearly: 'Jährlich bezahlen',
  replacesFree: (left, monthly) =>
    `Deine ungenutzten kostenlosen Credits (${format.number(left)}) werden durch ${format.number(monthly)} im Monat ersetzt.`,
  upgradeTo: (name) => `Zu ${name} wechseln`,
  freeElsewhere: 'Die kostenlosen Credits bekommt ein anderes Konto mit deiner E\u2011Mail-Adresse oder einem Alias davon, dieses bekommt deshalb keine.',
  trial: (days, price, yearly) =>
    `${days === 1 ? '1 Tag' : `${format.number(days)} Tage`} kostenlos, danach ${price} im ${yearly ? 'Jahr' : 'Monat'}`,
  startFree: 'Gratis starten',
  openStudio: 'Öffne dein Studio',
  withoutPlan: 'Das hast du ohne bezahlten Tarif',
  failed: 'Prüfe deine Verbindung und versuche es noch einmal. Es wurde nichts abgebucht.',
  offline: 'Du bist offline. Die Preise werden automatisch geladen, sobald du wieder online bist.',
  perThousand: (price) => `${price} pro 1.000 Credits`,
  buy: (amount) => `${credits.pill(amount)} kaufen`,
  cancelled: 'Der Kauf wurde abgebrochen. Es wurde nichts abgebucht, und du kannst jederzeit zurückkommen.',
  continuing: (name) => `Weiter zur Kasse für ${name} …`,
  chosen: (name, offer) => `Du hast ${name} gewählt. ${offer}`,
  goneTitle: 'Was du gewählt hattest, wird nicht mehr angeboten. Wähle eines dieser Angebote.',
};

/** What only the built HTML shows: kept apart, so that no script loads it. */
export const pricingPage: typeof en.pricingPage = {
  plans: 'Tarife',
  interval: 'Abrechnung',
  monthly: 'Monatlich',
  yearly: 'Jährlich',
  loading: 'Tarife werden geladen',
  support: 'Fragen? Schreib an',
  packs: 'Credit-Pakete',
  openPortal: 'Zahlungsportal öffnen',
  title: 'Preise',
  description:
    'Tarife, die deine Credits jeden Monat auffüllen, und Credit-Pakete, die nie verfallen. Starte kostenlos, ändere oder kündige jederzeit.',
  headingStart: 'Credits, die sich auffüllen.',
  headingEnd: 'Ideen, die nicht warten müssen.',
  lead: 'Jeder Tarif füllt deine Credits monatlich auf. Wenn du mehr brauchst, kauf ein Paket: Du bekommst die Credits, sobald es bezahlt ist, und sie verfallen nie.',
  failedTitle: 'Die Preise konnten nicht geladen werden',
  noPlansTitle: 'Noch keine bezahlten Tarife',
  noPlans: 'Im Moment gibt es keine bezahlten Tarife. Du kannst mit dem kostenlosen anfangen.',
  packsLead: 'Für eine volle Woche: Du zahlst einmal, und die Credits verfallen nie. Du kannst Pakete mit jedem Tarif kaufen, auch mit dem kostenlosen.',
  costs: 'Was jedes Modell kostet',
  costsLead: 'Du siehst den Preis, bevor du startest. Eine Generierung, die fehlschlägt oder die du abbrichst, wird vollständig erstattet.',
  questions: 'Fragen und Antworten',
  noScript: 'Für die Preise wird JavaScript benötigt.',
};

export const questions: typeof en.questions = [
  {
    question: 'Wann kommen meine monatlichen Credits wieder?',
    answer:
      'Jeden Monat, gezählt ab dem Tag, an dem dein Tarif begann (beim kostenlosen: ab dem Tag deiner Registrierung). Sie werden auf die volle Menge deines Tarifs gesetzt; ungenutzte Credits des Vormonats kommen nicht dazu. Wenn du einen Tarif abonnierst, ersetzen seine Credits deine ungenutzten kostenlosen. Auch ein Jahrestarif füllt sich jeden Monat auf.',
  },
  {
    question: 'Welche Credits werden zuerst verbraucht?',
    answer: 'Die monatlichen. Credits aus einem Paket warten, bis diese verbraucht sind, und verfallen nie.',
  },
  {
    question: 'Kann ich meinen Tarif ändern oder kündigen?',
    answer:
      'Jederzeit, im Zahlungsportal, das du über deine Kontoseite öffnest. Sobald ein Upgrade bezahlt ist, bekommst du die Differenz an Credits für den Rest deines Monats und ab dem nächsten Monat die volle Menge. Wenn du kündigst, behältst du den Tarif bis zum Ende des bezahlten Zeitraums und hast danach den kostenlosen Tarif.',
  },
  {
    question: 'Was passiert, wenn eine Generierung fehlschlägt?',
    answer:
      'Du bekommst alle Credits automatisch zurück, in das Guthaben, von dem sie abgezogen wurden. Dasselbe gilt, wenn du eine Generierung abbrichst. Monatliche Credits kommen nur zurück, solange ihr Monat läuft.',
  },
  {
    question: 'Wie bezahle ich?',
    answer:
      'Auf einer Seite von Stripe, mit Karte oder einer anderen Zahlungsart, die es in deinem Land gibt. Wir sehen deine Karte nie. Rechnungen und Belege liegen im Zahlungsportal.',
  },
];
