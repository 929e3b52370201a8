import { common } from '@/texts';

import { createStore } from './store';

/** The button of a message. */
type Action = { text: string; run: () => void; undoes?: boolean };

export type Toast = { id: number; tone: 'good' | 'bad' | 'plain'; text: string; action: Action | undefined };

/** The message that is shown. A newer one replaces it, so that there is never more than one. */
export const shownToast = createStore<Toast | null>(null);

const STAYS_MS = 6000;
/** Users need time to reach the button. */
const STAYS_WITH_ACTION_MS = 12_000;
let last = 0;

/** Show a short message for some seconds, optionally with a button. Important messages belong on the page. */
export function toast(text: string, tone: Toast['tone'] = 'plain', action?: Action): void {
  last += 1;
  const id = last;
  shownToast.set({ id, tone, text, action });
  setTimeout(() => shownToast.get()?.id === id && dismissToast(), action ? STAYS_WITH_ACTION_MS : STAYS_MS);
}

/** A button that undoes what the message reports. */
export function undoBy(run: () => void): Action {
  return { text: common.undo, run, undoes: true };
}

export function dismissToast(): void {
  shownToast.set(null);
}

/** Dismiss a message whose undo no longer applies. */
export function dismissUndo(): void {
  if (shownToast.get()?.action?.undoes) dismissToast();
}
