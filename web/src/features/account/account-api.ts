import { saveFile } from '@/lib/download';
import { fetchService, callService } from '@/lib/service';

const EXPORT_MS = 300_000;

/** Fetch everything that is kept about the user, and save it as a file. @throws {ServiceError} */
export async function exportData(): Promise<void> {
  const response = await fetchService('/api/account/export', 'GET', undefined, EXPORT_MS);
  const name = /filename="([^"]+)"/.exec(response.headers.get('content-disposition') ?? '')?.[1];
  saveFile(await response.blob(), name ?? 'account.json');
}

/** Delete the user and everything of his. After a failure half-way it goes on where it stopped. @throws {ServiceError} */
export async function deleteAccount(): Promise<void> {
  await callService('/api/account', undefined, 'DELETE');
}
