import { saveFile } from '@/lib/download';
import { fetchService, callService } from '@/lib/service';

const EXPORT_MS = 300_000;

/** Download all data about the user as a file. @throws {ServiceError} */
export async function exportData(): Promise<void> {
  const response = await fetchService('/api/account/export', 'GET', undefined, EXPORT_MS);
  const name = /filename="([^"]+)"/.exec(response.headers.get('content-disposition') ?? '')?.[1];
  saveFile(await response.blob(), name ?? 'account.json');
}

/** Delete the user and all their data. After a failure, a second call continues. @throws {ServiceError} */
export async function deleteAccount(): Promise<void> {
  await callService('/api/account', undefined, 'DELETE');
}
