import { readConfig } from '@/lib/config';
import { accessToken } from '@/lib/supabase/auth';
import { BUCKET } from '@/lib/supabase/storage';

/**
 * Upload a picture into the user's folder. XMLHttpRequest, because `fetch` reports no upload progress.
 * @param onShare how much has been sent, from 0 to 1
 * @returns its path in the bucket
 */
export async function uploadImage(
  userId: string,
  picture: Blob,
  onShare: (share: number) => void,
  signal: AbortSignal,
): Promise<string> {
  const path = `${userId}/uploads/${crypto.randomUUID()}.jpg`;
  const token = await accessToken();
  signal.throwIfAborted();
  const { supabaseUrl, supabaseKey } = readConfig();
  const headers = {
    apikey: supabaseKey,
    authorization: `Bearer ${token}`,
    'content-type': picture.type,
    'cache-control': 'max-age=31536000',
  };
  await post(`${supabaseUrl}/storage/v1/object/${BUCKET}/${path}`, headers, picture, onShare, signal);
  return path;
}

function post(
  url: string,
  headers: Record<string, string>,
  body: Blob,
  onShare: (share: number) => void,
  signal: AbortSignal,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const fail = () => reject(new Error(`upload: HTTP ${request.status}`));
    request.open('POST', url);
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
    request.upload.addEventListener('progress', ({ loaded, total }) => onShare(total ? loaded / total : 0));
    request.addEventListener('load', () => (request.status < 300 ? resolve() : fail()));
    for (const end of ['error', 'abort', 'timeout']) request.addEventListener(end, fail);
    signal.addEventListener('abort', () => request.abort());
    request.send(body);
  });
}
