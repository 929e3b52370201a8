/**
 * While a file is dragged over the page, `data-file-drag` on the root lights up the drop zones (`data-drop-zone`), and
 * everything else refuses it: dropped beside a zone, it would open in place of the page.
 */

/** Browsers repeat `dragover` at least this often while something is dragged over the page. */
const QUIET_MS = 700;
const EDITABLE = 'input, textarea, [contenteditable]';

let timer: ReturnType<typeof setTimeout> | undefined;

function show(dragged: boolean): void {
  clearTimeout(timer);
  document.documentElement.toggleAttribute('data-file-drag', dragged);
  if (dragged) timer = setTimeout(show, QUIET_MS, false);
}

/** A dragged link opens, too, where no text field takes it. */
function handle(event: DragEvent): void {
  const { dataTransfer } = event;
  // Firefox names the text that is pointed at.
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

for (const type of ['dragenter', 'dragover', 'drop'] as const) document.addEventListener(type, handle);
document.addEventListener('dragend', () => show(false));
