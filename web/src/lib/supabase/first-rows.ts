const LATEST_MS = 3000;
/** Enough to show the rows. */
const SHOWN_MS = 100;

let onReply = () => {};

/** To be called when a read was replied to. */
export function replied(): void {
  onReply();
}

/** Fulfilled when the page has shown the rows of its first read, or after some seconds. Load then what these rows do not need. */
export const firstRows = new Promise<void>((resolve) => {
  onReply = () => setTimeout(resolve, SHOWN_MS);
  setTimeout(resolve, LATEST_MS);
});
