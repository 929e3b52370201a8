// What a page does when a script of its own does not load: mostly it is older than the last deployment. The page is
// loaded again, once, and what was typed is put back. If that does not help, the page says so. Without a connection to
// the server this script is not loaded either, and nothing is reloaded: the page would be lost.

const RENEWED = 'renewed';
const TYPED = 'typed';
const PAUSE_MS = 60_000;
const WAIT_MS = 20_000;

/** Load the page again, or say that this has not helped. `typed` holds what was typed, by the field's id. */
export function again(typed) {
  if (wasRenewed()) return say();
  try {
    sessionStorage.setItem(RENEWED, String(Date.now()));
    sessionStorage.setItem(TYPED, JSON.stringify({ path: location.pathname, fields: [...typed] }));
  } catch {
    // Storage is blocked: what was typed is left to the browser.
  }
  location.reload();
}

/** Put back what was typed before the page was loaded again. */
export function back() {
  const { path, fields } = JSON.parse(sessionStorage.getItem(TYPED) ?? '{}');
  sessionStorage.removeItem(TYPED);
  if (path !== location.pathname) return;
  let missing = fields.filter(isMissing);
  // A field that is drawn later is filled when it is there.
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
    // Without storage: a page that has been reloaded is not reloaded again.
    return performance.getEntriesByType('navigation')[0]?.type === 'reload';
  }
}

function say() {
  const notice = document.getElementById('outdated');
  if (!notice) return;
  notice.querySelector('button').addEventListener('click', () => location.reload());
  notice.hidden = false;
}

/** Fills a field if it is there: by the prototype's own setter and with the event, so that React hears of it, too. */
function isMissing([id, value]) {
  const field = document.getElementById(id);
  if (!(field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement)) return true;
  if (/^(checkbox|radio|password)$/.test(field.type)) return false;
  Object.getOwnPropertyDescriptor(Object.getPrototypeOf(field), 'value').set.call(field, value);
  field.dispatchEvent(new Event('input', { bubbles: true }));
  return false;
}
