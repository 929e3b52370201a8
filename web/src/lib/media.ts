import { readConfig } from './config';
import { BUCKET } from './supabase/storage';
import { webAddress } from './web-address';

/** The address of a file of the (public) bucket. */
export function publicUrl(path: string): string {
  return `${readConfig().supabaseUrl}/storage/v1/object/public/${BUCKET}/${path.split('/').map(encodeURIComponent).join('/')}`;
}

/** The same file, sent so that the browser saves it under this name; nothing if that is no address of the web. */
export function downloadUrl(mediaUrl: string, fileName: string): string | undefined {
  const address = webAddress(mediaUrl);
  if (!address) return undefined;
  const url = new URL(address);
  url.searchParams.set('download', fileName);
  return url.href;
}

/** A name that says what is in the file: the first words of the prompt and the path's ending. */
export function nameOfFile(prompt: string, storagePath: string): string {
  const words = prompt.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? ['untitled'];
  const ending = storagePath.split('.').pop() ?? 'bin';
  return `${words.slice(0, 6).join('-').slice(0, 60)}.${ending}`;
}
