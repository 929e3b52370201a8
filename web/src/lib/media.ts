import { readConfig } from './config';
import { BUCKET } from './supabase/storage';
import { webAddress } from './web-address';

/** The URL of a file in the (public) bucket. */
export function publicUrl(path: string): string {
  return `${readConfig().supabaseUrl}/storage/v1/object/public/${BUCKET}/${path.split('/').map(encodeURIComponent).join('/')}`;
}

/** The path of a file in the bucket, from its public URL; undefined for another URL. */
export function pathOf(url: string): string | undefined {
  const [, path] = url.split(`/storage/v1/object/public/${BUCKET}/`);
  return path && decodeURIComponent(path);
}

/** The URL with which the browser saves the file under this name; undefined if it is not an http(s) URL. */
export function downloadUrl(mediaUrl: string, fileName: string): string | undefined {
  const address = webAddress(mediaUrl);
  if (!address) return undefined;
  const url = new URL(address);
  url.searchParams.set('download', fileName);
  return url.href;
}

/** A letter or digit with its combining marks, and the characters that join words. */
const WORD = /[\p{L}\p{N}][\p{L}\p{M}\p{N}]*(?:[\u200c\u200d][\p{L}\p{M}\p{N}]+)*/gu;
const WORDS = 6;
/** A character has at most 4 bytes, and file systems allow 255 bytes for a name with its extension. */
const CHARACTERS = 60;
/** Device names that Windows reserves. */
const RESERVED = /^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])$/;

/** A file name from the first words of the prompt and the path's extension. */
export function nameOfFile(prompt: string, storagePath: string): string {
  const words = prompt.normalize('NFC').toLowerCase().match(WORD) ?? ['untitled'];
  const name = [...words.slice(0, WORDS).join('-')].slice(0, CHARACTERS).join('');
  const ending = storagePath.split('.').pop() ?? 'bin';
  return `${RESERVED.test(name) ? `${name}-file` : name}.${ending}`;
}
