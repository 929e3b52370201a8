import type { Entry, EntryPage } from '@/lib/credit-history';

/** Put the newest lines above the loaded ones. If there may be lines between them, only the newest stay. */
export function withNews(known: EntryPage, news: EntryPage): EntryPage {
  const ids = new Set(known.entries.map(({ id }) => id));
  const meets = news.entries.some(({ id }) => ids.has(id));
  if (!meets && (news.more || known.entries.length === 0)) return news;
  return { entries: merged(known.entries, news.entries), more: known.more };
}

/** Append older lines to the loaded ones. */
export function withOlder(known: EntryPage, older: EntryPage): EntryPage {
  return { entries: merged(known.entries, older.entries), more: older.more };
}

function merged(some: Entry[], others: Entry[]): Entry[] {
  const all = new Map([...some, ...others].map((entry) => [entry.id, entry]));
  return [...all.values()].toSorted((one, other) => other.line - one.line);
}
