/**
 * While dialogs are open, the page is at a history entry of their own with the same URL, so that the Back button closes the topmost
 * dialog, not the page. When the last one closes in another way, the entry is left.
 */

let dialogs: readonly HTMLDialogElement[] = [];
/** From `history.go()` until the browser is there. */
let moving = false;
let waiting: (() => void)[] = [];
/** The page is being left: `history.go()` would stop that. */
let leaving = false;
/** What the entry below becomes when that of the dialogs is left. */
let replaced: { state: object; url: string } | null = null;

function isAtDialogs(): boolean {
  return (history.state as { dialogs?: boolean } | null)?.dialogs === true;
}

export function enterDialog(dialog: HTMLDialogElement): void {
  dialogs = [...dialogs, dialog];
  leaving = false;
  matchEntry();
}

export function leaveDialog(dialog: HTMLDialogElement): void {
  if (!dialogs.includes(dialog)) return;
  dialogs = dialogs.filter((open) => open !== dialog);
  // Later, because another dialog may open in its place.
  setTimeout(matchEntry);
}

/** Change the history after the entry of the dialogs was left; at once, if there is none. */
export function afterDialogs(change: () => void): void {
  if (moving || isAtDialogs()) waiting.push(change);
  else change();
}

/** Replace the current entry. If that is the entry of the dialogs, the one below follows when it is left. */
export function replaceBelowDialogs(change: () => void): void {
  if (moving) {
    waiting.push(change);
    return;
  }
  change();
  if (isAtDialogs()) replaced = { state: { ...history.state, dialogs: undefined }, url: location.href };
}

/** Push the entry of the dialogs if one is open, leave it if none is; then make the changes that waited for that. */
function matchEntry(): void {
  if (moving || leaving) return;
  if (dialogs.length > 0 && !isAtDialogs()) history.pushState({ ...history.state, dialogs: true }, '');
  else if (dialogs.length === 0 && isAtDialogs()) move(-1);
  else if (dialogs.length === 0) {
    const changes = waiting;
    waiting = [];
    for (const change of changes) afterDialogs(change);
  }
}

function move(by: 1 | -1): void {
  moving = true;
  history.go(by);
}

/** The browser went to another entry: close the topmost dialog if that was the Back button. */
function onPopState(): void {
  const top = dialogs.at(-1);
  if (replaced && !isAtDialogs()) {
    history.replaceState(replaced.state, '', replaced.url);
    replaced = null;
  }
  if (!moving && top && !isAtDialogs()) {
    dialogs = dialogs.slice(0, -1);
    top.close();
    // The others keep their entry.
    if (dialogs.length > 0) return move(1);
  }
  moving = false;
  // Later, because others listen to the same event.
  setTimeout(matchEntry);
}

if (!import.meta.env.SSR) {
  addEventListener('popstate', onPopState, { capture: true });
  addEventListener('beforeunload', () => {
    leaving = true;
  });
  // After a reload, no dialog is open.
  matchEntry();
}
