import { format } from '@/lib/format';

import type * as en from '../en/account';
import { credits } from './app';

export const account: typeof en.account = {
  title: 'Konto',
  heading: 'Dein Konto',
  sections: { profile: 'Profil', credits: 'Credits', plan: 'Tarif', security: 'Sicherheit' },
  sectionsLabel: 'Abschnitte dieser Seite',
};

export const profileTexts: typeof en.profileTexts = {
  lead: 'Wie du in deinem Studio erscheinst.',
  picture: 'Bild',
  change: 'Bild ändern',
  add: 'Bild hinzufügen',
  remove: 'Entfernen',
  uploading: 'Wird hochgeladen …',
  hint: 'Jedes Bild, das dein Browser zeigen kann. Es wird quadratisch zugeschnitten.',
  pictureFailed: 'Das Bild konnte nicht gespeichert werden. Prüfe deine Verbindung und versuche es noch einmal.',
  pictureSaved: 'Dein neues Bild ist gespeichert.',
  pictureRemoved: 'Dein Bild ist entfernt.',
  name: 'Name',
  nameMissing: 'Sag uns, wie wir dich nennen sollen.',
  nameTooLong: 'Bitte höchstens 100 Zeichen.',
  email: 'E-Mail',
  save: 'Speichern',
  saved: 'Gespeichert.',
  saveFailed: 'Das konnte nicht gespeichert werden. Prüfe deine Verbindung und versuche es noch einmal.',
  failedTitle: 'Dein Konto konnte nicht gelesen werden',
};

export const creditTexts: typeof en.creditTexts = {
  total: 'Credits zum Ausgeben',
  monthly: 'Monatlich',
  purchased: 'Gekauft',
  purchasedNote: 'Verfallen nie. Werden nach den monatlichen verbraucht.',
  reset: (day, amount) =>
    amount === null ? `Werden am ${day} aufgefüllt.` : `Am ${day} werden sie auf ${format.number(amount)} gesetzt.`,
  resetWaits: 'Neue kommen, sobald deine Zahlung durch ist.',
  freeElsewhere: 'Die kostenlosen Credits hat ein anderes Konto mit deinem E-Mail-Postfach, darum bekommt dieses keine.',
  resetAtEnd: (day, amount) =>
    amount === null
      ? `Dein Tarif endet am ${day}. Danach hast du den kostenlosen, ohne Credits: Die hat ein anderes Konto mit deinem E-Mail-Postfach.`
      : `Dein Tarif endet am ${day}. Danach hast du den kostenlosen, mit ${format.number(amount)} im Monat.`,
  buyMore: 'Mehr kaufen',
  negative: 'Eine Zahlung wurde zurückgeholt, darum ist dein Stand unter null. Neue Credits gleichen das zuerst aus.',
  chart: 'Verbraucht in den letzten 30 Tagen',
  used: (amount) => `${credits.pill(amount)} verbraucht`,
  chartLabel: (used, busiest) =>
    `Verbrauchte Credits je Tag in den letzten 30 Tagen: ${format.number(used)} insgesamt.${busiest ? ` Am meisten am ${busiest}.` : ''}`,
  chartEmpty: 'In den letzten 30 Tagen wurde nichts verbraucht. Was du machst, erscheint hier.',
  chartFailed: 'Das Diagramm konnte nicht gelesen werden.',
  chartTable: 'Als Tabelle zeigen',
  day: 'Tag',
  usedColumn: 'Verbraucht',
  addedColumn: 'Dazu',
  balanceColumn: 'Stand',
  statement: 'Auszug',
  statementLead: 'Jeder Credit, der kam und ging.',
  statementEmptyTitle: 'Noch nichts gebucht',
  statementEmpty: 'Hier stehen deine Credits und wofür du sie ausgibst.',
  statementEmptyPaid: 'Hier steht, was du kaufst und wofür du es ausgibst.',
  statementFailed: 'Dein Auszug konnte nicht gelesen werden',
  csv: 'Als CSV herunterladen',
  csvFailed: 'Der Auszug konnte nicht heruntergeladen werden. Bitte versuche es noch einmal.',
  csvName: (day) => `credits-${day}.csv`,
  csvColumns: ['Datum', 'Art', 'Beschreibung', 'Menge', 'Monatlich', 'Gekauft', 'Lauf'],
  date: 'Datum',
  what: 'Was',
  amount: 'Credits',
  older: 'Ältere zeigen',
  olderFailed: 'Der Rest konnte nicht gelesen werden.',
  partOfMonth: (day, full) =>
    `Was ein früheres Konto mit deinem E-Mail-Postfach von diesem Monat übrig ließ. Am ${day} werden sie auf ${format.number(full)} gesetzt.`,
  monthGoesOn: 'Der kostenlose Monat geht mit dem weiter, was er vor deinem Tarif übrig hatte.',
  debtPaid: 'Es schuldete weniger, als es bezahlt hat: Hier ist der Rest.',
  planGoesOn: 'Dein Tarif geht doch weiter: Es zählen seine Credits und nicht die kostenlosen.',
  paymentNotes: {
    taken_back: 'Die Zahlung, aus der sie kamen, wurde erstattet oder zurückgeholt, oder sie reichte für weniger.',
    restored: 'Die Zahlung, aus der sie kamen, zählt wieder.',
  },
  kinds: {
    free_month: 'Kostenlose monatliche Credits',
    plan_month: 'Monatliche Credits deines Tarifs',
    upgrade: 'Wechsel zu einem höheren Tarif',
    taken_back: 'Credits zurückgenommen',
    restored: 'Credits wiederhergestellt',
    duplicate: 'Zweiter Tarif zur gleichen Zeit',
    expired: 'Nicht genutzte Credits des Monats verfallen',
    reopened: 'Verfallene Credits zurückgeholt',
    debt: 'Schulden deines früheren Kontos',
    pack: 'Credit-Paket',
    adjustment: 'Korrektur durch uns',
    generation: 'Generierung',
    refund: 'Erstattung',
    deduction: 'Verbraucht',
  },
};

const INTERVALS: Record<string, [one: string, more: string]> = {
  day: ['Tag', 'Tage'],
  week: ['Woche', 'Wochen'],
  month: ['Monat', 'Monate'],
  year: ['Jahr', 'Jahre'],
};

export const planTexts: typeof en.planTexts = {
  lead: 'Wofür du bezahlst, und bis wann.',
  freeName: 'Kostenlos',
  freePrice: 'Keine Kosten, keine Karte',
  upgrade: 'Tarife ansehen',
  price: (price, interval) => `${price} je ${interval}`,
  every: (count, interval) => {
    const [one, more] = INTERVALS[interval] ?? [interval, interval];
    return count === 1 ? one : `${format.number(count)} ${more}`;
  },
  statuses: {
    active: 'Aktiv',
    trialing: 'Probezeit',
    past_due: 'Zahlung offen',
    unpaid: 'Unbezahlt',
    paused: 'Pausiert',
    ending: 'Gekündigt',
  },
  renews: (day) => `Verlängert sich am ${day}`,
  changes: (plan, price, day) => `Wechselt am ${day} zu ${plan}, ${price}`,
  trialUntil: (day, price) => (price ? `Gratis bis ${day}, danach ${price}` : `Gratis bis ${day}`),
  upgradeTo: (name, words) => `Wechsel zu ${name}: ${words}`,
  ends: (day) => `Endet am ${day}. Bis dahin behältst du alles.`,
  pastDueShort: 'Eine Zahlung ist offen. Sobald sie da ist, geht der Tarif weiter.',
  pausedNote: 'Pausiert: keine Abbuchungen und keine monatlichen Credits, bis du weitermachst.',
  pastDueTitle: 'Deine letzte Zahlung hat nicht geklappt.',
  pastDue: 'Ändere im Portal wenn nötig die Karte und bezahle dort die offene Rechnung: Deine monatlichen Credits kommen sofort.',
  duplicateTitle: 'Du bezahlst für zwei Tarife.',
  duplicate: 'Nur der erste zählt. Kündige den anderen im Portal, und schreib uns wegen einer Erstattung.',
  manage: 'Im Portal verwalten',
  manageHint: 'Tarif wechseln oder kündigen, Karten ändern, Rechnungen sehen: auf einer Seite von Stripe.',
  invoices: 'Rechnungen und Karten',
  opening: 'Wird geöffnet …',
  failedTitle: 'Dein Tarif konnte nicht gelesen werden',
  packs: 'Credit-Pakete',
  packsLead: 'Sofort da, ohne Verfall.',
  packsEmpty: 'Im Moment gibt es keine Pakete zu kaufen.',
  packsFailed: 'Die Pakete konnten nicht gelesen werden.',
  buy: (amount) => `${credits.pill(amount)} kaufen`,
  buyShort: 'Kaufen',
};

export const securityTexts: typeof en.securityTexts = {
  lead: 'Dein Passwort, deine Sitzungen, deine Daten.',
  password: 'Passwort ändern',
  savePassword: 'Passwort speichern',
  passwordSaved: 'Dein neues Passwort ist gespeichert.',
  everywhere: 'Überall abmelden',
  everywhereLead: 'Auf diesem Gerät und allen anderen. Nimm das, wenn du eines verloren hast.',
  everywhereTitle: 'Überall abmelden?',
  everywhereText: 'Jedes Gerät muss sich neu anmelden, auch dieses.',
  everywhereConfirm: 'Überall abmelden',
  everywhereFailed: 'Das hat nicht geklappt. Prüfe deine Verbindung und versuche es noch einmal.',
  export: 'Deine Daten',
  exportLead: 'Alles, was wir über dich aufheben, als eine JSON-Datei: Profil, Läufe, Credits, Zahlungen und Links zu deinen Dateien.',
  exportButton: 'Meine Daten herunterladen',
  exporting: 'Wird gesammelt …',
  exportFailed: 'Deine Daten konnten nicht gesammelt werden. Bitte versuche es gleich noch einmal.',
  delete: 'Konto löschen',
  deleteLead: 'Deine Dateien, Läufe und Credits werden endgültig gelöscht.',
  deleteButton: 'Mein Konto löschen',
  deleteTitle: 'Dein Konto endgültig löschen?',
  deleteText: (balance, plan) =>
    [
      plan && `Dein Tarif ${plan} endet sofort und ohne Erstattung.`,
      'Jedes Bild und Video von dir wird gelöscht, und niemand kann sie zurückholen.',
      balance > 0 && `Du verlierst ${credits.pill(balance)}.`,
    ]
      .filter(Boolean)
      .join(' '),
  deleteKept: 'Ein Code, der aus deiner E-Mail-Adresse gebildet ist, bleibt, damit niemand kostenlose Credits oder eine Probezeit zweimal bekommt:',
  privacy: 'was wir aufheben',
  deleteType: (email) => `Gib ${email} zur Bestätigung ein`,
  deleteMismatch: 'Das ist nicht deine E-Mail-Adresse.',
  deleteConfirm: 'Endgültig löschen',
  deleting: 'Wird gelöscht …',
  deleteHalf: 'Es ist auf halbem Weg stehen geblieben. Versuche es noch einmal: Es geht dort weiter.',
  deletedTitle: 'Dein Konto ist gelöscht',
  deleted: 'Dein Profil, deine Dateien und deine Läufe sind weg. Was bleibt, und warum, steht in unserer Datenschutzerklärung. Du bist jederzeit wieder willkommen.',
  toStart: 'Zur Startseite',
};
