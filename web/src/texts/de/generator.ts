import { format } from '@/lib/format';

import type * as en from '../en/generator';
import { credits } from './app';

export const generator: typeof en.generator = {
  heading: 'Erzeugen',
  chooseModel: 'Wähle ein Modell',
  cost: (amount) => credits.pill(amount),
  categories: { image: 'Bild', edit: 'Bearbeitung', video: 'Video' },
  submit: (amount) => `Für ${credits.pill(amount)} erzeugen`,
  submitting: 'Wird gestartet …',
  tooFew: (price, balance) => `Das kostet ${credits.pill(price)}, und du hast ${format.number(balance)}.`,
  tooFewCheaper: 'Wähle ein günstigeres Modell oder kaufe Credits.',
  tooFewAnyway: 'Kaufe Credits, um weiterzumachen.',
  buyCredits: 'Credits kaufen',
  reset: 'Zurücksetzen',
  wasReset: 'Das Formular ist zurückgesetzt.',
  length: (length, most) => `${format.number(length)} von ${format.number(most)} Zeichen`,
  noModelsTitle: 'Noch keine Modelle',
  noModels: 'Im Moment ist kein Modell verfügbar. Bitte schau später wieder vorbei.',
  modelsFailed: 'Die Modelle konnten nicht geladen werden',
  modelBroken: 'Das Formular dieses Modells kann gerade nicht gezeigt werden. Bitte wähle ein anderes.',
  modelUnavailable: 'Gerade nicht verfügbar',
  modelGone: 'Dieses Modell wird nicht mehr angeboten. Dein Text bleibt erhalten; wähle ein anderes.',
  range: (minimum, maximum) => `${format.number(minimum)}–${format.number(maximum)}`,
  steps: (step) => `in Schritten von ${format.number(step)}`,
};

export const problems: typeof en.problems = {
  missing: 'Bitte ausfüllen.',
  missingImage: 'Füge ein Bild hinzu.',
  notANumber: 'Gib eine Zahl ein.',
  notWhole: 'Gib eine ganze Zahl ein.',
  tooSmall: (minimum) => `Mindestens ${format.number(minimum)}.`,
  tooLarge: (maximum) => `Höchstens ${format.number(maximum)}.`,
  step: (step, near) =>
    `Schritte von ${format.number(step)}: ${near.map((value) => format.number(value)).join(' oder ')}.`,
  tooShort: (length) => `Mindestens ${format.number(length)} Zeichen.`,
  tooLong: (length) => `Höchstens ${format.number(length)} Zeichen.`,
  pattern: 'Das hat nicht das richtige Format.',
  notAChoice: 'Wähle eines davon.',
  uploading: 'Warte, bis das Bild hochgeladen ist.',
};

export const serviceErrors: typeof en.serviceErrors = {
  unauthorized: 'Deine Sitzung ist zu Ende. Melde dich neu an; deine Eingaben bleiben erhalten.',
  user_banned: 'Dieses Konto wurde gesperrt. Es wurde nichts abgezogen.',
  insufficient_credits: 'Dafür hast du nicht genug Credits. Es wurde nichts abgezogen.',
  invalid_input: 'Etwas im Formular stimmt nicht. Es wurde nichts abgezogen.',
  model_broken: 'Dieses Modell ist gerade nicht verfügbar. Es wurde nichts abgezogen; bitte wähle ein anderes.',
  unknown_model: 'Dieses Modell wird nicht mehr angeboten. Es wurde nichts abgezogen.',
  payload_too_large: 'Der Text ist zu lang. Kürze ihn und versuche es noch einmal.',
  rate_limited: 'Zu viele Anfragen. Warte einen Moment und versuche es noch einmal.',
  too_many_waiting: 'Mehr Generierungen können nicht warten. Warte, bis eine fertig ist, oder brich eine ab. Es wurde nichts abgezogen.',
  tier_required: 'Dieses Modell gehört zu einem höheren Tarif. Es wurde nichts abgezogen.',
  refused: 'Das Modell hat das abgelehnt. Du hast deine Credits zurück.',
  id_taken: 'Diese Generierung konnte nicht gestartet werden. Bitte versuche es noch einmal.',
  already_finished: 'Diese Generierung ist schon beendet.',
  not_found: 'Diese Generierung gibt es nicht mehr.',
  unreachable:
    'Wir konnten den Server nicht erreichen. Prüfe deine Verbindung und versuche es noch einmal: Du bezahlst nicht doppelt.',
  unavailable:
    'Der Dienst ist gerade nicht erreichbar. Versuche es noch einmal: Du bezahlst nicht doppelt.',
};

export const generationTexts: typeof en.generationTexts = {
  heading: 'Deine Generierung',
  emptyTitle: 'Hier erscheint dein Ergebnis',
  empty: 'Beschreibe, was dir vorschwebt, und drück den Knopf. Du siehst den Fortschritt.',
  pending: 'In der Warteschlange',
  processing: 'Wird erstellt',
  elapsed: (clock) => `${clock} vergangen`,
  progress: 'Fortschritt',
  cancel: 'Generierung abbrechen',
  cancelTitle: 'Diese Generierung abbrechen?',
  cancelText: (amount) => `Sie wird beendet, und du bekommst deine ${credits.pill(amount)} zurück.`,
  cancelConfirm: 'Generierung abbrechen',
  keep: 'Weiterlaufen lassen',
  cancelling: 'Wird abgebrochen …',
  cancelled: (amount) => `Abgebrochen. Du hast ${credits.pill(amount)} zurück.`,
  download: 'Herunterladen',
  copyPrompt: 'Prompt kopieren',
  promptCopied: 'Prompt kopiert.',
  copyFailed: 'Kopieren ist hier nicht erlaubt.',
  asInput: (input) => `Als „${input}“ nutzen`,
  asOtherInput: 'Als andere Eingabe nutzen',
  usedAs: (input, model) => `Das Bild ist jetzt „${input}“ von ${model}.`,
  runAgain: (amount) => `Noch einmal für ${credits.pill(amount)}`,
  editPrompt: 'Prompt ändern',
  again: 'Die Eingaben stehen wieder im Formular. Ändere sie und starte dann.',
  failedTitle: 'Diese Generierung ist fehlgeschlagen',
  cancelledTitle: 'Diese Generierung wurde abgebrochen',
  refunded: (amount) => `Du hast ${credits.pill(amount)} zurück.`,
  announceStarted: 'Deine Generierung hat begonnen.',
  announceProgress: (share) => `${format.percent(share)} geschafft.`,
  announceDone: 'Deine Generierung ist fertig.',
  gone: 'Diese Generierung wurde gelöscht.',
};

export const failureReasons: typeof en.failureReasons = {
  cancelled: 'Du hast sie abgebrochen.',
  refused: 'Das Modell hat das abgelehnt. Ändere den Prompt oder das Bild: Dasselbe würde wieder abgelehnt.',
  not_started: 'Das Modell war nicht zu erreichen. Warte ein paar Minuten und starte dann noch einmal.',
  failed: 'Das Modell hat mit einem Fehler abgebrochen. Starte noch einmal; hilft das nicht, ändere den Prompt.',
  timed_out: 'Es hat zu lange gedauert und wurde angehalten. Das Modell ist vielleicht ausgelastet: Warte ein paar Minuten und starte dann noch einmal.',
  invalid_output: 'Das Modell hat nichts geliefert, das sich zeigen lässt. Starte noch einmal.',
};
export const failureUnknown: string = 'Etwas ist schiefgegangen. Starte noch einmal.';

export const image: typeof en.image = {
  drop: 'Zieh ein Bild hierher, füge es ein, oder',
  browse: 'wähle eine Datei',
  fromLibrary: 'Aus der Bibliothek',
  remove: 'Bild entfernen',
  scaling: 'Wird vorbereitet …',
  uploading: 'Wird hochgeladen',
  failed: 'Das Hochladen ist misslungen. Prüfe deine Verbindung und versuche es noch einmal.',
  gone: 'Dieses Bild gibt es nicht mehr. Nimm ein anderes.',
};

export const picker: typeof en.picker = {
  title: 'Wähle ein Bild',
  created: 'Erzeugt',
  uploaded: 'Hochgeladen',
  search: 'Prompts suchen',
  empty: { created: 'Noch nichts erzeugt', uploaded: 'Noch nichts hochgeladen' },
  emptyHint: 'Was du erzeugst oder hochlädst, bleibt hier, um es wieder zu verwenden.',
  noMatch: 'Kein Bild passt zu deiner Suche',
  noMatchHint: 'Versuche es mit anderen Worten.',
  failed: 'Deine Bilder konnten nicht geladen werden',
  more: 'Mehr zeigen',
  upload: 'Hochgeladenes Bild',
};
