import { subscribeToChanges } from '@/lib/database-changes';
import { database } from '@/lib/supabase/database';
import { bucket } from '@/lib/supabase/storage';
import { readOpenTiers, readTiers, type Tier } from '@/lib/tier';
import { translatedArticle, translatedTitle } from '@/lib/translations';

/** `picture` is a URL that works for an hour. */
export type Article = {
  id: string;
  title: string;
  body: string;
  tier: string;
  picture: string | undefined;
  picture_alt: string;
  download_path: string | null;
};

const FILES = 'premium-content';
const PICTURE_SECONDS = 3600;
const DOWNLOAD_SECONDS = 60;


/** `open` are the ids of the tiers that the user's plan opens. */
export type Content = { tiers: Tier[]; open: string[]; articles: Article[]; titles: Title[] };

/** The title of an article that the user's plan may not include. */
export type Title = { tier: string; title: string };

/** The tiers, those that the user's plan opens, and the articles that they may read, and the titles of all. @throws {Error} if they cannot be read */
export async function readContent(): Promise<Content> {
  const [tiers, open, articles, titles] = await Promise.all([readTiers(), readOpenTiers(), readArticles(), readTitles()]);
  return { tiers, open, articles, titles };
}

async function readTitles(): Promise<Title[]> {
  const { data, error } = await (await database()).rpc('premium_titles');
  if (error) throw error;
  return data.map(({ tier, ...article }) => ({ tier, title: translatedTitle(article) }));
}

/** The articles that the user may read. @throws {Error} if they cannot be read */
export async function readArticles(): Promise<Article[]> {
  const client = await database();
  const { data, error } = await client.from('premium_content').select('id, title, body, tier, picture_path, picture_alt, download_path, translations').order('position').order('id');
  if (error) throw error;
  const pictures = await signedUrls(data.flatMap(({ picture_path: path }) => path ?? []));
  return data.map(({ picture_path: path, ...article }) => Object.assign(translatedArticle(article), { picture: path ? pictures.get(path) : undefined }));
}

/** A URL that saves the file. @throws {Error} if the user's plan does not include it */
export async function downloadUrlOf(path: string): Promise<string> {
  const { data, error } = await (await bucket(FILES)).createSignedUrl(path, DOWNLOAD_SECONDS, { download: true });
  if (error) throw error;
  return data.signedUrl;
}

/** URLs of files by path; without those that are missing. */
async function signedUrls(paths: string[]): Promise<Map<string, string>> {
  if (paths.length === 0) return new Map();
  const { data } = await (await bucket(FILES)).createSignedUrls(paths, PICTURE_SECONDS);
  return new Map((data ?? []).flatMap(({ path, signedUrl }) => (path && signedUrl ? [[path, signedUrl] as const] : [])));
}

/** Call `changed` when an article is published or withdrawn, and each time the connection is made. */
export function watchArticles(changed: () => void): () => void {
  const everything = { event: '*', schema: 'public', table: 'premium_content' } as const;
  return subscribeToChanges('premium', (channel) => channel.on('postgres_changes', everything, changed), changed);
}
