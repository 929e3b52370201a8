import { createStore } from './store';

export type Toast = { id: number; tone: 'good' | 'bad' | 'plain'; text: string; undo: (() => void) | undefined };

/** The message that is shown. A newer one replaces it, so that messages never pile up over the page. */
export const shownToast = createStore<Toast | null>(null);

const STAYS_MS = 6000;
/** Users need time to reach the button. */
const STAYS_WITH_UNDO_MS = 12_000;
let last = 0;

/** Show a short message for some seconds, optionally with a button that undoes the reported action. Important messages belong on the page. */
export function toast(text: string, tone: Toast['tone'] = 'plain', undo?: () => void): void {
  last += 1;
  const id = last;
  shownToast.set({ id, tone, text, undo });
  setTimeout(() => shownToast.get()?.id === id && dismissToast(), undo ? STAYS_WITH_UNDO_MS : STAYS_MS);
}

export function dismissToast(): void {
  shownToast.set(null);
}

/** Dismiss a message whose undo no longer applies. */
export function dismissUndo(): void {
  if (shownToast.get()?.undo) dismissToast();
}
