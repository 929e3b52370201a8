import { createStore } from './store';

export type Toast = { id: number; tone: 'good' | 'bad' | 'plain'; text: string };

export const toasts = createStore<readonly Toast[]>([]);

const STAYS_MS = 6000;
const AT_ONCE = 3;
let last = 0;

/** Show a short message for some seconds. Important messages belong on the page. */
export function toast(text: string, tone: Toast['tone'] = 'plain'): void {
  last += 1;
  const id = last;
  const others = toasts.get().filter((shown) => shown.text !== text);
  toasts.set([...others, { id, tone, text }].slice(-AT_ONCE));
  setTimeout(() => dismissToast(id), STAYS_MS);
}

export function dismissToast(id: number): void {
  toasts.set(toasts.get().filter((shown) => shown.id !== id));
}
