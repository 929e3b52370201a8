// Runs inline, before any other script. After a deployment the scripts of a page that is still open are gone from the
// server. When one of them does not load, the page is loaded again, once, and what was typed is put back. If that does
// not help, the page says so. Without a connection to the server nothing is reloaded: the page would be lost.
{
  const RENEWED = 'renewed';
  const TYPED = 'typed';
  const PAUSE_MS = 60_000;
  const WAIT_MS = 20_000;
  // A password is written down nowhere.
  const FIELDS = 'input:not([type=password],[type=file],[type=radio],[type=checkbox])[id], textarea[id]';

  /** @type {(name: string, value?: string) => void} */
  const store = (name, value) => {
    try {
      if (value) sessionStorage.setItem(name, value);
      else sessionStorage.removeItem(name);
    } catch {
      // Storage is blocked: what was typed is left to the browser.
    }
  };
  /** @type {(name: string) => string | null | undefined} */
  const read = (name) => {
    try {
      return sessionStorage.getItem(name);
    } catch {
      return undefined;
    }
  };

  /** @type {Map<string, string>} by the field's id */
  const typed = new Map();

  // By the prototype's own setter, and with the event: React hears of it, too.
  /** @type {(typed: string[]) => boolean} */
  const isMissing = ([id = '', value]) => {
    const field = document.getElementById(id);
    if (!field?.matches(FIELDS)) return true;
    Object.getOwnPropertyDescriptor(Object.getPrototypeOf(field), 'value')?.set?.call(field, value);
    field.dispatchEvent(new Event('input', { bubbles: true }));
    return false;
  };

  // A field that is drawn later is filled when it is there.
  /** @type {(fields: string[][]) => void} */
  const putBack = (fields) => {
    let left = fields.filter(isMissing);
    const observer = new MutationObserver(() => {
      left = left.filter(isMissing);
      if (left.length === 0) observer.disconnect();
    });
    if (left.length > 0) observer.observe(document.body, { childList: true, subtree: true });
    setTimeout(() => observer.disconnect(), WAIT_MS);
  };

  const say = () => {
    if (document.readyState === 'loading') return addEventListener('DOMContentLoaded', say);
    document.getElementById('outdated')?.removeAttribute('hidden');
  };

  const isReachable = () =>
    fetch(location.href, { method: 'HEAD', cache: 'no-store' }).then(({ ok }) => ok, () => false);

  const wasRenewed = () => {
    const last = read(RENEWED);
    if (last !== undefined) return Date.now() - Number(last) < PAUSE_MS;
    // Without storage: a page that has been reloaded is not reloaded again.
    const [arrival] = performance.getEntriesByType('navigation');
    return arrival instanceof PerformanceNavigationTiming && arrival.type === 'reload';
  };

  let failed = false;
  const renew = async () => {
    if (failed) return;
    failed = true;
    if (!(await isReachable())) failed = false;
    else if (wasRenewed()) say();
    else {
      store(RENEWED, String(Date.now()));
      store(TYPED, JSON.stringify({ path: location.pathname, fields: [...typed] }));
      location.reload();
    }
  };

  addEventListener('input', ({ target }) => {
    const isField = target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement;
    if (isField && target.matches(FIELDS)) typed.set(target.id, target.value);
  });
  addEventListener('vite:preloadError', renew);
  // An island that breaks for another reason is not mended by a reload.
  addEventListener('astro:hydration-error', (event) => {
    if (event instanceof CustomEvent && /module/i.test(event.detail.error)) void renew();
  });
  addEventListener('error', ({ target }) => target instanceof HTMLScriptElement && target.type === 'module' && renew(), true);
  addEventListener('DOMContentLoaded', () => {
    const { path, fields } = JSON.parse(read(TYPED) ?? '{}');
    store(TYPED);
    if (path === location.pathname) putBack(fields);
    document.querySelector('#outdated button')?.addEventListener('click', () => location.reload());
  });
}
