/** @type {import('astro').ClientDirective} */
export default (load) => {
  /** @type {Promise<void> | undefined} */
  let woken;
  const wake = () => {
    woken ??= load().then((hydrate) => hydrate());
  };
  new PerformanceObserver(wake).observe({ type: 'paint', buffered: true });
  // A tab in the background is not painted.
  setTimeout(wake, 1000);
};
