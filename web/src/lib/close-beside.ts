/**
 * Close a modal dialog by a click beside it in browsers that do not know `closedby` (Safari). As there, the press has to
 * begin beside it too: who selects a text and lets go outside does not want to leave.
 */
export function closeBeside(dialog: HTMLDialogElement): void {
  if ('closedBy' in HTMLDialogElement.prototype) return;
  let began = false;
  dialog.addEventListener('pointerdown', (event) => {
    began = isBeside(dialog, event);
  });
  dialog.addEventListener('click', (event) => {
    if (began && isBeside(dialog, event)) dialog.close();
    began = false;
  });
}

/** The backdrop belongs to the dialog; what is inside it, dialogs of its own included, is a target itself. */
function isBeside(dialog: HTMLDialogElement, { target, clientX: x, clientY: y }: MouseEvent): boolean {
  const box = dialog.getBoundingClientRect();
  return target === dialog && (x < box.left || x > box.right || y < box.top || y > box.bottom);
}
