import { subscribeToChanges } from '@/lib/database-changes';
import { database } from '@/lib/supabase/database';
import { readOpenTiers, readTiers, type Tier } from '@/lib/tier';

export type Article = { id: string; title: string; body: string; tier: string };
/** `open` are the ids of the tiers that the user's plan opens. */
export type Content = { tiers: Tier[]; open: string[]; articles: Article[] };

/** The tiers, those that the user's plan opens, and the articles that they may read. @throws {Error} if they cannot be read */
export async function readContent(): Promise<Content> {
  const [tiers, open, articles] = await Promise.all([readTiers(), readOpenTiers(), readArticles()]);
  return { tiers, open, articles };
}

/** The articles that the user may read. @throws {Error} if they cannot be read */
export async function readArticles(): Promise<Article[]> {
  const client = await database();
  const { data, error } = await client.from('premium_content').select('id, title, body, tier').order('position').order('id');
  if (error) throw error;
  return data;
}

/** Call `changed` when an article is published or withdrawn, and each time the connection is made. */
export function watchArticles(changed: () => void): () => void {
  const everything = { event: '*', schema: 'public', table: 'premium_content' } as const;
  return subscribeToChanges('premium', (channel) => channel.on('postgres_changes', everything, changed), changed);
}
