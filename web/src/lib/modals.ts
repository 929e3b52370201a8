import { createStore } from './store';

/** The open modal dialogs, the topmost last. Elements outside of it are visible but inert. */
export const modals = createStore<readonly HTMLDialogElement[]>([]);

export function addModal(dialog: HTMLDialogElement): void {
  modals.set([...modals.get(), dialog]);
}

export function removeModal(dialog: HTMLDialogElement): void {
  modals.set(modals.get().filter((open) => open !== dialog));
}
