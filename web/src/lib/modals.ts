import { createStore } from './store';

/** The modal dialogs that are open, the topmost last. What is outside of it can be seen, but not pressed. */
export const modals = createStore<readonly HTMLDialogElement[]>([]);

export function addModal(dialog: HTMLDialogElement): void {
  modals.set([...modals.get(), dialog]);
}

export function removeModal(dialog: HTMLDialogElement): void {
  modals.set(modals.get().filter((open) => open !== dialog));
}
