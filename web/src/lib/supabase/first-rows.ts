const LATEST_MS = 3000;
const PAINT = 'largest-contentful-paint';
const PAINT_MS = 200;

let onShown = () => {};
let pending = 0;

/** Fulfilled when the page has shown the rows that it reads first, or after some seconds. Load then what these rows do not need. */
export const firstRows = new Promise<void>((resolve) => {
  onShown = () => {
    onShown = () => {};
    requestAnimationFrame(() => whenPaintedSince(performance.now(), resolve));
  };
  setTimeout(resolve, LATEST_MS);
});

/** To be called with each read. */
export async function countRead<Reply>(reply: Promise<Reply>): Promise<Reply> {
  pending += 1;
  try {
    return await reply;
  } finally {
    pending -= 1;
    // Those that the head of the page began may not be used yet.
    if (pending === 0 && !window.firstReads?.size) onShown();
  }
}

/** Call this once the browser has painted something large after this time, or after a while: not every browser tells of it. */
function whenPaintedSince(time: number, call: () => void): void {
  const observer = new PerformanceObserver((list) => list.getEntries().some(({ startTime }) => startTime >= time) && call());
  if (PerformanceObserver.supportedEntryTypes.includes(PAINT)) observer.observe({ type: PAINT });
  setTimeout(call, PAINT_MS);
}
