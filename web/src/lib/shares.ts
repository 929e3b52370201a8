import type { Row } from '@/types/tables';

import { database } from './supabase/database';

/** The result or collection that a public link shows. */
export type Shareable = { generation_id: string } | { collection_id: string };

/** A public link. `token` is the last part of its URL. */
export type Share = Pick<Row<'shares'>, 'id' | 'token' | 'show_prompt'>;

const COLUMNS = 'id, token, show_prompt';

export function shareUrl({ token }: Share): string {
  return `${location.origin}/s/${token}`;
}

/** The link of this result or collection; null if it is not shared. @throws {Error} if it cannot be read */
export async function readShare(subject: Shareable): Promise<Share | null> {
  const { data, error } = await (await database()).from('shares').select(COLUMNS).match(subject).maybeSingle();
  if (error) throw error;
  return data;
}

/** Create a public link. @throws {Error} `too_many_shares` if the user has as many as are allowed */
export async function createShare(subject: Shareable, showPrompt: boolean): Promise<Share> {
  const { data, error } = await (await database())
    .from('shares')
    .insert({ ...subject, show_prompt: showPrompt })
    .select(COLUMNS)
    .single();
  if (error) throw error;
  return data;
}

/** Show or hide the prompts on the public page. @throws {Error} if it cannot be saved */
export async function setPromptShown({ id }: Share, shown: boolean): Promise<void> {
  const { error } = await (await database()).from('shares').update({ show_prompt: shown }).eq('id', id).select('id').single();
  if (error) throw error;
}

/** Delete the link, which stops working at once. @throws {Error} if it cannot be deleted */
export async function endShare({ id }: Share): Promise<void> {
  const { error } = await (await database()).from('shares').delete().eq('id', id);
  if (error) throw error;
}
