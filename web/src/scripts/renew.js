// Runs inline before any other script. After a deployment the server no longer has the scripts of pages that are still open. If one
// of them fails to load, /renew.js, whose URL never changes, decides what to do.
{
  /** @type {Map<string, string>} typed values by field id, without passwords */
  const typed = new Map();
  let failed = false;
  // A new URL each time, because browsers cache that a script failed to load.
  const script = () => import(`/renew.js?${Date.now()}`);
  const again = () => {
    if (!failed) script().then((loaded) => loaded.reloadOnce(typed), () => (failed = false));
    failed = true;
  };

  addEventListener('input', ({ target }) => {
    if (target instanceof Element && target.matches('input[id]:not([type=password],[type=file]),textarea[id]')) {
      typed.set(target.id, Reflect.get(target, 'value'));
    }
  });
  addEventListener('vite:preloadError', again);
  // A reload does not help if an island fails for another reason.
  addEventListener('astro:hydration-error', (event) => /module/i.test(Reflect.get(event, 'detail').error) && again());
  // Ignore scripts of other hosts, which a content blocker may stop.
  /** @param {EventTarget | null} target */
  const isBuilt = (target) => target instanceof HTMLScriptElement && target.src.startsWith(`${location.origin}/_astro/`);
  addEventListener('error', ({ target }) => isBuilt(target) && again(), true);
  addEventListener('DOMContentLoaded', () => {
    try {
      if (sessionStorage.getItem('typed')) script().then((loaded) => loaded.restoreTyped(), () => {});
    } catch {
      // Storage is blocked: nothing was stored.
    }
  });
}
