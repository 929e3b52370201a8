/** Browsers repeat `dragover` at least this often while something is dragged over the page. */
const QUIET_MS = 700;
const EDITABLE = 'input, textarea, [contenteditable]';

let timer: ReturnType<typeof setTimeout> | undefined;

function show(dragged: boolean): void {
  clearTimeout(timer);
  document.documentElement.toggleAttribute('data-file-drag', dragged);
  if (dragged) timer = setTimeout(show, QUIET_MS, false);
}

/** A dropped link would also open, unless a text field takes it. */
function handle(event: DragEvent): void {
  const { dataTransfer } = event;
  // In Firefox the target may be a text node.
  const target = event.target instanceof Text ? event.target.parentElement : event.target;
  if (!dataTransfer || !(target instanceof Element)) return;
  const hasFile = dataTransfer.types.includes('Files');
  const hasLink = dataTransfer.types.includes('text/uri-list') && !target.closest(EDITABLE);
  if (!hasFile && !hasLink) return;
  event.preventDefault();
  if (event.type === 'drop') return show(false);
  show(hasFile);
  dataTransfer.dropEffect = hasFile && target.closest('[data-drop-zone]') ? 'copy' : 'none';
}

/**
 * While a file is dragged over the page, `data-file-drag` on the root highlights the drop zones (`data-drop-zone`). Drops elsewhere
 * are refused, because the browser would open the file instead of the page.
 */
export function watchFileDrag(): void {
  for (const type of ['dragenter', 'dragover', 'drop'] as const) document.addEventListener(type, handle);
  document.addEventListener('dragend', () => show(false));
}
