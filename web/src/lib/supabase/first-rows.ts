const LATEST_MS = 3000;

let onShown = () => {};
let pending = 0;

/** Fulfilled when the page has shown the rows that it reads first, or after some seconds. Load then what these rows do not need. */
export const firstRows = new Promise<void>((resolve) => {
  // Two frames: the first one may begin before the rows are rendered.
  onShown = () => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(resolve)));
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
