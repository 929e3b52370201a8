/** Call a function once after the first paint, for code that must not delay it. */
export function whenPainted(call: () => void): void {
  let called = false;
  const once = () => {
    if (!called) call();
    called = true;
  };
  new PerformanceObserver(once).observe({ type: 'paint', buffered: true });
  // A background tab is not painted.
  setTimeout(once, 1000);
}
