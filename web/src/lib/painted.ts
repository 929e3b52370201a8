/** Calls once, when the page has been painted: what nobody has to wait for to read it. */
export function whenPainted(call: () => void): void {
  let called = false;
  const once = () => {
    if (!called) call();
    called = true;
  };
  new PerformanceObserver(once).observe({ type: 'paint', buffered: true });
  // A tab in the background is not painted.
  setTimeout(once, 1000);
}
