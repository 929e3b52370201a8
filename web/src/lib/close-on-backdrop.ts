/**
 * Close a modal dialog by a click on its backdrop, in browsers without `closedby` (Safari). The press must also begin on the
 * backdrop, so that selecting text beyond the edge of the dialog does not close it.
 */
export function closeOnBackdropClick(dialog: HTMLDialogElement): void {
  if ('closedBy' in HTMLDialogElement.prototype) return;
  let pressedOnBackdrop = false;
  dialog.addEventListener('pointerdown', (event) => {
    pressedOnBackdrop = isOnBackdrop(dialog, event);
  });
  dialog.addEventListener('click', (event) => {
    if (pressedOnBackdrop && isOnBackdrop(dialog, event)) dialog.close();
    pressedOnBackdrop = false;
  });
}

/** A click on the backdrop has the dialog as its target; content and nested dialogs are targets themselves. */
function isOnBackdrop(dialog: HTMLDialogElement, { target, clientX: x, clientY: y }: MouseEvent): boolean {
  const box = dialog.getBoundingClientRect();
  return target === dialog && (x < box.left || x > box.right || y < box.top || y > box.bottom);
}
