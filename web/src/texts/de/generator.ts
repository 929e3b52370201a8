import { format } from '@/lib/format';

import type * as en from '../en/generator';
import { credits } from './app';

export const generator: typeof en.generator = {
  heading: 'Erzeugen',
  chooseModel: 'Wähle ein Modell',
  cost: (amount) => credits.pill(amount),
  categories: { image: 'Bild', edit: 'Bearbeitung', video: 'Video' },
  submit: (amount) => `Für ${credits.pill(amount)} erzeugen`,
  submitting: 'Startet …',
  tooFew: (price, balance) => `Das kostet ${credits.pill(price)}, und du hast ${format.number(balance)}.`,
  tooFewCheaper: 'Nimm ein günstigeres Modell, oder kaufe welche.',
  tooFewAnyway: 'Kaufe welche, um weiterzumachen.',
  buyCredits: 'Credits kaufen',
  reset: 'Auf Anfang',
  noModelsTitle: 'Noch keine Modelle',
  noModels: 'Im Moment gibt es nichts, womit sich etwas erzeugen ließe. Bitte schau später wieder vorbei.',
  modelsFailed: 'Die Modelle konnten nicht gelesen werden',
  modelBroken: 'Das Formular dieses Modells kann gerade nicht gezeigt werden. Bitte nimm ein anderes.',
  modelUnavailable: 'Gerade nicht verfügbar',
  modelGone: 'Dieses Modell wird nicht mehr angeboten. Dein Text bleibt erhalten; nimm ein anderes.',
  range: (minimum, maximum) => `${format.number(minimum)}–${format.number(maximum)}`,
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
  pattern: 'Das hat nicht die richtige Form.',
  notAChoice: 'Wähle eines davon.',
  uploading: 'Warte, bis das Bild hochgeladen ist.',
};

export const serviceErrors: typeof en.serviceErrors = {
  unauthorized: 'Deine Sitzung ist zu Ende. Melde dich neu an; was du geschrieben hast, bleibt erhalten.',
  user_banned: 'Dieses Konto wurde gesperrt. Es wurde nichts abgezogen.',
  insufficient_credits: 'Dafür hast du nicht genug Credits. Es wurde nichts abgezogen.',
  invalid_input: 'Etwas im Formular stimmt nicht. Es wurde nichts abgezogen.',
  model_broken: 'Dieses Modell ist gerade nicht verfügbar. Es wurde nichts abgezogen; bitte nimm ein anderes.',
  unknown_model: 'Dieses Modell wird nicht mehr angeboten. Es wurde nichts abgezogen.',
  payload_too_large: 'Das ist mehr Text, als wir nehmen können. Kürze ihn und versuche es noch einmal.',
  rate_limited: 'Das war viel auf einmal. Warte einen Moment und versuche es noch einmal.',
  too_many_running: 'Mehr Läufe auf einmal gehen nicht. Warte, bis einer fertig ist, oder brich einen ab.',
  refused: 'Das wollte das Modell nicht annehmen. Deine Credits sind wieder da.',
  id_taken: 'Dieser Lauf konnte nicht starten. Bitte versuche es noch einmal.',
  already_finished: 'Dieser Lauf ist schon zu Ende.',
  not_found: 'Diesen Lauf gibt es nicht mehr.',
  unreachable:
    'Wir konnten den Server nicht erreichen. Prüfe deine Verbindung und versuche es noch einmal: Es ist derselbe Lauf und wird höchstens einmal bezahlt.',
  unavailable:
    'Der Dienst ist gerade nicht erreichbar. Versuche es noch einmal: Es ist derselbe Lauf und wird höchstens einmal bezahlt.',
};

export const generationTexts: typeof en.generationTexts = {
  heading: 'Dein Lauf',
  emptyTitle: 'Hier erscheint dein Ergebnis',
  empty: 'Beschreibe, was dir vorschwebt, und drück den Knopf. Du kannst zusehen, wie es entsteht.',
  pending: 'Wartet in der Schlange',
  processing: 'Entsteht gerade',
  elapsed: (clock) => `${clock} vergangen`,
  progress: 'Fortschritt',
  cancel: 'Lauf abbrechen',
  cancelTitle: 'Diesen Lauf abbrechen?',
  cancelText: (amount) => `Er hält an, und du bekommst deine ${credits.pill(amount)} zurück.`,
  cancelConfirm: 'Lauf abbrechen',
  keep: 'Weiterlaufen lassen',
  cancelling: 'Wird abgebrochen …',
  cancelled: (amount) => `Abgebrochen. Deine ${credits.pill(amount)} sind wieder da.`,
  download: 'Herunterladen',
  copyPrompt: 'Prompt kopieren',
  promptCopied: 'Prompt kopiert.',
  copyFailed: 'Kopieren ist hier nicht erlaubt.',
  takeAsInput: 'Als Eingabe',
  runAgain: 'Noch einmal',
  again: 'Wieder im Formular. Ändere es, oder lass es so laufen.',
  failedTitle: 'Dieser Lauf ist misslungen',
  cancelledTitle: 'Dieser Lauf wurde abgebrochen',
  refunded: (amount) => `Deine ${credits.pill(amount)} sind wieder da.`,
  announceStarted: 'Dein Lauf hat begonnen.',
  announceProgress: (share) => `${format.percent(share)} geschafft.`,
  announceDone: 'Dein Lauf ist fertig.',
  gone: 'Dieser Lauf wurde gelöscht.',
};

export const failureReasons: typeof en.failureReasons = {
  cancelled: 'Du hast ihn abgebrochen.',
  refused: 'Das Modell wollte es nicht annehmen. Versuche andere Worte oder ein anderes Bild.',
  not_started: 'Er konnte nicht starten. Bitte versuche es noch einmal.',
  failed: 'Unterwegs ist etwas schiefgegangen. Bitte versuche es noch einmal.',
  timed_out: 'Er hat zu lange gebraucht und wurde angehalten. Bitte versuche es noch einmal.',
  invalid_output: 'Es kam nichts Brauchbares zurück. Bitte versuche es noch einmal.',
};
export const failureUnknown: string = 'Etwas ist schiefgegangen. Bitte versuche es noch einmal.';

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
  failed: 'Deine Bilder konnten nicht gelesen werden',
  more: 'Mehr zeigen',
  upload: 'Hochgeladenes Bild',
};
