/**
 * Close a modal dialog by a click on its backdrop, in browsers without `closedby` (Safari). The press must also begin on the
 * backdrop, so that selecting text beyond the edge of the dialog does not close it.
 */
export function closeOnBackdropClick(dialog: HTMLDialogElement): void {
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

/** A click on the backdrop has the dialog as its target; content and nested dialogs are targets themselves. */
function isBeside(dialog: HTMLDialogElement, { target, clientX: x, clientY: y }: MouseEvent): boolean {
  const box = dialog.getBoundingClientRect();
  return target === dialog && (x < box.left || x > box.right || y < box.top || y > box.bottom);
}
