import { publicUrl } from '@/lib/media';
import { uploadFailure } from '@/lib/upload-quota';
import { database } from '@/lib/supabase/database';
import { bucket } from '@/lib/supabase/storage';

type Change = { full_name?: string; avatar_url?: string | null };

/** Change the user's own row. @throws {Error} if it could not be saved */
export async function saveProfile(userId: string, change: Change): Promise<void> {
  const client = await database();
  const { error } = await client.from('users').update(change).eq('id', userId);
  if (error) throw error;
}

/** Upload a new avatar and delete the previous one. @throws {QuotaReached | Error} */
export async function saveAvatar(userId: string, picture: Blob, before: string | null): Promise<void> {
  const path = `${userId}/avatar/${crypto.randomUUID()}.jpg`;
  const options = { contentType: picture.type, cacheControl: '31536000' };
  const { error } = await (await bucket()).upload(path, picture, options);
  if (error) throw await uploadFailure(error);
  await saveProfile(userId, { avatar_url: publicUrl(path) });
  await removeFile(userId, before);
}

/** @throws {Error} */
export async function removeAvatar(userId: string, before: string | null): Promise<void> {
  await saveProfile(userId, { avatar_url: null });
  await removeFile(userId, before);
}

/** An error is ignored: nothing shows a file that was left behind. */
async function removeFile(userId: string, url: string | null): Promise<void> {
  const folder = publicUrl(`${userId}/avatar/`);
  if (url?.startsWith(folder)) await (await bucket()).remove([`${userId}/avatar/${url.slice(folder.length)}`]);
}
