import type * as en from '../en/failures';

export const failureReasons: typeof en.failureReasons = {
  cancelled: 'Du hast sie abgebrochen.',
  refused: 'Das Modell hat das abgelehnt. Ändere den Prompt oder das Bild: Dasselbe würde wieder abgelehnt.',
  not_started: 'Das Modell war nicht zu erreichen. Warte ein paar Minuten und starte dann noch einmal.',
  failed: 'Das Modell hat mit einem Fehler abgebrochen. Starte noch einmal; hilft das nicht, ändere den Prompt.',
  timed_out: 'Es hat zu lange gedauert und wurde angehalten. Das Modell ist vielleicht ausgelastet: Warte ein paar Minuten und starte dann noch einmal.',
  invalid_output: 'Das Modell hat nichts geliefert, das sich zeigen lässt. Starte noch einmal.',
};
export const failureUnknown: string = 'Etwas ist schiefgegangen. Starte noch einmal.';
