import type { Tier } from '@/lib/catalogue';
import { subscribeToChanges } from '@/lib/database-changes';
import { database } from '@/lib/supabase/database';
import { readTier } from '@/lib/tier';

export type Article = { id: string; title: string; body: string; tier: string };
export type Content = { tier: Tier; articles: Article[] };

/** The user's tier, and what he may read: the database leaves out the rest. @throws {Error} without an answer */
export async function readContent(): Promise<Content> {
  const [tier, articles] = await Promise.all([readTier(), readArticles()]);
  return { tier, articles };
}

/** The articles that the user may read. @throws {Error} without an answer */
export async function readArticles(): Promise<Article[]> {
  const client = await database();
  const { data, error } = await client.from('premium_content').select('id, title, body, tier').order('position').order('id');
  if (error) throw error;
  return data;
}

/** Hear when something was published or withdrawn, and when the connection stands (again). */
export function watchArticles(changed: () => void): () => void {
  const everything = { event: '*', schema: 'public', table: 'premium_content' } as const;
  return subscribeToChanges('premium', (channel) => channel.on('postgres_changes', everything, changed), changed);
}
