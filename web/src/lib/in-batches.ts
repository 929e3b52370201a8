/** The ids of a request are in its URL, whose length servers limit. */
const AT_ONCE = 100;

export async function inBatches<Item>(items: Item[], request: (some: Item[]) => Promise<void>): Promise<void> {
  for (let start = 0; start < items.length; start += AT_ONCE) await request(items.slice(start, start + AT_ONCE));
}
