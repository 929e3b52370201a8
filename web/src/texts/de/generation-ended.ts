import type * as en from '../en/generation-ended';

export const ended: typeof en.ended = {
  ready: 'Im Studio ist ein Ergebnis fertig.',
  failed: 'Eine Generierung ist fehlgeschlagen und wurde erstattet.',
  ask: 'Sag mir, wenn es fertig ist',
};
