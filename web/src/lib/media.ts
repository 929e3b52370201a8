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

/** A letter or digit with the marks that belong to it; in between, what joins or parts letters in a word. */
const WORD = /[\p{L}\p{N}][\p{L}\p{M}\p{N}]*(?:[\u200c\u200d][\p{L}\p{M}\p{N}]+)*/gu;
const WORDS = 6;
/** Of 4 bytes each at most: with the ending they are fewer than the 255 of a file system. */
const CHARACTERS = 60;
/** Names that Windows keeps for devices. */
const RESERVED = /^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])$/;

/** A name that says what is in the file: the first words of the prompt and the path's ending. */
export function nameOfFile(prompt: string, storagePath: string): string {
  const words = prompt.normalize('NFC').toLowerCase().match(WORD) ?? ['untitled'];
  const name = [...words.slice(0, WORDS).join('-')].slice(0, CHARACTERS).join('');
  const ending = storagePath.split('.').pop() ?? 'bin';
  return `${RESERVED.test(name) ? `${name}-file` : name}.${ending}`;
}
