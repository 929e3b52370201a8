import { createStore } from './store';
import { dismissToast } from './toasts';

/** The open modal dialogs, the topmost last. Elements outside of the topmost dialog are visible but inert. */
export const modals = createStore<readonly HTMLDialogElement[]>([]);

export function addModal(dialog: HTMLDialogElement): void {
  // The toast is about the page, and would cover the dialog.
  dismissToast();
  modals.set([...modals.get(), dialog]);
}

export function removeModal(dialog: HTMLDialogElement): void {
  modals.set(modals.get().filter((open) => open !== dialog));
}
