import { fetchJson } from '@/lib/rest';
import type { MediaType } from '@/types/tables';

/** A shared result, without anything about its owner. `prompt` is null unless it is shown. */
export type SharedResult = {
  media_type: MediaType;
  media_url: string;
  thumbnail_url: string | null;
  placeholder: string | null;
  width: number | null;
  height: number | null;
  prompt: string | null;
  model: string;
};

/** What a link shows: `total` results, of which one read returns a part; `name` is that of a collection. */
export type SharedThing = { name: string | null; total: number; results: SharedResult[] };

const TOKEN = /^[0-9a-f]{32}$/;

/** The token in `#<token>`, with which the service sends people here, or in `/s/<token>`. */
export function tokenIn({ hash, pathname }: Pick<Location, 'hash' | 'pathname'>): string | null {
  const token = hash.slice(1) || (pathname.split('/').pop() ?? '');
  return TOKEN.test(token) ? token : null;
}

/** What is shared by this token, with the results after the first `offset`; null if nothing is. @throws {Error} if it cannot be read */
export async function readShared(token: string | null, offset = 0): Promise<SharedThing | null> {
  if (!token) return null;
  return (await fetchJson(`rpc/shared?p_token=${token}&p_offset=${offset}`)) as SharedThing | null;
}
