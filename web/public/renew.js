// Recovery for a page whose own script fails to load, usually because the page is older than the last deployment. It
// reloads once and restores the typed values. If that does not help, it shows a message. Without a connection this
// script does not load either, so an offline page is never reloaded and lost.

const RENEWED = 'renewed';
const TYPED = 'typed';
const PAUSE_MS = 60_000;
const WAIT_MS = 20_000;

/** Reload the page, or show a message if it was already reloaded. `typed` has the typed values by field id. */
export function reloadOnce(typed) {
  if (wasRenewed()) return showNotice();
  try {
    sessionStorage.setItem(RENEWED, String(Date.now()));
    sessionStorage.setItem(TYPED, JSON.stringify({ path: location.pathname, fields: [...typed] }));
  } catch {
    // Storage is blocked: the values are lost unless the browser restores them.
  }
  location.reload();
}

/** Restore the values that were typed before the reload. */
export function restoreTyped() {
  const { path, fields } = JSON.parse(sessionStorage.getItem(TYPED) ?? '{}');
  sessionStorage.removeItem(TYPED);
  if (path !== location.pathname) return;
  let missing = fields.filter(isMissing);
  // Fill fields that are rendered later.
  const observer = new MutationObserver(() => {
    missing = missing.filter(isMissing);
    if (missing.length === 0) observer.disconnect();
  });
  if (missing.length > 0) observer.observe(document.body, { childList: true, subtree: true });
  setTimeout(() => observer.disconnect(), WAIT_MS);
}

function wasRenewed() {
  try {
    return Date.now() - Number(sessionStorage.getItem(RENEWED)) < PAUSE_MS;
  } catch {
    // Without storage, a page that was just reloaded is not reloaded again.
    return performance.getEntriesByType('navigation')[0]?.type === 'reload';
  }
}

function showNotice() {
  const notice = document.getElementById('outdated');
  if (!notice) return;
  notice.querySelector('button').addEventListener('click', () => location.reload());
  notice.hidden = false;
}

/** Fills a field if it exists. Uses the prototype's setter and an event, so that the framework notices the change. */
function isMissing([id, value]) {
  const field = document.getElementById(id);
  if (!(field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement)) return true;
  if (/^(checkbox|radio|password)$/.test(field.type)) return false;
  Object.getOwnPropertyDescriptor(Object.getPrototypeOf(field), 'value').set.call(field, value);
  field.dispatchEvent(new Event('input', { bubbles: true }));
  return false;
}
