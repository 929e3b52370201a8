import { useEffect, useEffectEvent, useState } from 'react';

import type { PageReading } from '@/lib/loadable';

import { type Entry, type EntryPage, readEntries, readPrompts } from '@/lib/credit-history';
import { withNews, withOlder } from './statement';

/**
 * The user's statement, read page by page.
 * @param balance when it changes, a line was booked, and the newest lines are read again
 */
export function useStatement(userId: string, balance: number) {
  const [page, setPage] = useState<EntryPage>({ entries: [], more: false });
  const [prompts, setPrompts] = useState<Record<string, string>>({});
  const [reading, setReading] = useState<PageReading>('first');

  async function read(after: Entry | undefined, failed: PageReading) {
    try {
      const answer = await readEntries(userId, after);
      setPage((known) => (after ? withOlder(known, answer) : withNews(known, answer)));
      setReading('idle');
      const found = await readPrompts(answer.entries.flatMap(({ generation_id }) => generation_id ?? []));
      setPrompts((known) => ({ ...known, ...found }));
    } catch {
      setReading(failed);
    }
  }

  const readNews = useEffectEvent(() => void read(undefined, page.entries.length > 0 ? 'idle' : 'failed'));
  useEffect(() => readNews(), [userId, balance]);

  function readOlder() {
    if (reading === 'more') return;
    setReading('more');
    void read(page.entries.at(-1), 'more-failed');
  }

  function retry() {
    setReading('first');
    void read(undefined, 'failed');
  }

  return { ...page, prompts, reading, readOlder, retry };
}
