import { fetchJson } from '@/lib/rest';
import type { MediaType } from '@/types/tables';

/** A shared result as SQL's `shared` returns it, without anything about its owner. `prompt` is null unless it is shown. */
export type SharedResult = {
  media_type: MediaType;
  media_url: string;
  placeholder: string | null;
  width: number | null;
  height: number | null;
  prompt: string | null;
  model: string;
};

const TOKEN = /^[0-9a-f]{32}$/;

/** The token in `#<token>`, with which the service sends people here, or in `/s/<token>`. */
export function tokenIn({ hash, pathname }: Pick<Location, 'hash' | 'pathname'>): string | null {
  const token = hash.slice(1) || (pathname.split('/').pop() ?? '');
  return TOKEN.test(token) ? token : null;
}

/** What is shared by this token; null if nothing is. @throws {Error} if it cannot be read */
export async function readShared(token: string | null): Promise<SharedResult | null> {
  if (!token) return null;
  return (await fetchJson(`rpc/shared?p_token=${token}`)) as SharedResult | null;
}
