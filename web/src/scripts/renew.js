// Runs inline, before any other script. After a deployment the scripts of a page that is still open are gone from the
// server. When one of them does not load, /renew.js decides what to do: its address stays the same.
{
  /** @type {Map<string, string>} what was typed, by the field's id; a password is written down nowhere */
  const typed = new Map();
  let failed = false;
  // Another address each time: a browser may remember that a script could not be loaded.
  const script = () => import(`/renew.js?${Date.now()}`);
  const again = () => {
    if (!failed) script().then((loaded) => loaded.again(typed), () => (failed = false));
    failed = true;
  };

  addEventListener('input', ({ target }) => {
    if (target instanceof Element && target.matches('input[id]:not([type=password],[type=file]),textarea[id]')) {
      typed.set(target.id, Reflect.get(target, 'value'));
    }
  });
  addEventListener('vite:preloadError', again);
  // An island that breaks for another reason is not mended by a reload.
  addEventListener('astro:hydration-error', (event) => /module/i.test(Reflect.get(event, 'detail').error) && again());
  // A vendor's script, which a content blocker may stop, is not gone with a deployment.
  /** @param {EventTarget | null} target */
  const isBuilt = (target) => target instanceof HTMLScriptElement && target.src.startsWith(`${location.origin}/_astro/`);
  addEventListener('error', ({ target }) => isBuilt(target) && again(), true);
  addEventListener('DOMContentLoaded', () => {
    try {
      if (sessionStorage.getItem('typed')) script().then((loaded) => loaded.back(), () => {});
    } catch {
      // Storage is blocked: nothing was kept.
    }
  });
}
