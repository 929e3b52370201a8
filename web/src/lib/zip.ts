import { downloadZip } from 'client-zip';

import { selecting as texts } from '@/texts';

import { saveFile } from './download';
import type { Generation } from './generations';
import { nameOfFile } from './media';
import { toast } from './toasts';
import { withResult } from './with-result';

type Result = Pick<Generation, 'id' | 'prompt' | 'media_url' | 'storage_path' | 'created_at'>;
type Chosen = Result & Pick<Generation, 'status' | 'failure_reason'>;

/** Save a zip file with the results of these generations. If some are not in it, a message says how many are, and why the others are not. */
export async function saveZip(chosen: Chosen[], onProgress: (done: number) => void): Promise<void> {
  const { done, without } = withResult(chosen);
  const zip = await zipOf(done, onProgress).catch(() => null);
  if (!zip) return toast(texts.noRoom, 'bad');
  const { file, added, failed } = zip;
  if (added === 0) return toast(texts.downloadFailed, 'bad');
  saveFile(file, `${stampOf(new Date().toISOString())}.zip`);
  const unloaded = failed.length > 0 && texts.notDownloaded(failed.join(', '));
  const reasons = [without, unloaded].filter(Boolean).join(' ');
  if (reasons) toast(`${texts.inFile(added, chosen.length)} ${reasons}`, unloaded ? 'bad' : 'plain');
}

type Zip = { file: Blob; added: number; failed: string[] };

/**
 * A zip file with these results, loaded one after another. `failed` has the names of those that could not be loaded. Browsers keep
 * a large Blob on the disk, except in a private window.
 * @throws if there is no room for it
 */
export async function zipOf(rows: Result[], onProgress: (done: number) => void): Promise<Zip> {
  const failed: string[] = [];
  const names = namesOf(rows);
  async function* files() {
    for (const [index, row] of rows.entries()) {
      const name = names[index] ?? row.id;
      const input = await load(row.media_url);
      if (input) yield { name, input, lastModified: new Date(row.created_at) };
      else failed.push(name);
      onProgress(index + 1);
    }
  }
  const file = await downloadZip(files()).blob();
  return { file, added: rows.length - failed.length, failed };
}

async function load(url: string): Promise<Blob | null> {
  try {
    const response = await fetch(url);
    return response.ok ? await response.blob() : null;
  } catch {
    return null;
  }
}

/** The file name of each result: day, time and the first words of the prompt. A name that occurs again gets a number. */
export function namesOf(rows: Pick<Result, 'created_at' | 'prompt' | 'storage_path'>[]): string[] {
  const used = new Map<string, number>();
  return rows.map(({ created_at, prompt, storage_path }) => {
    const name = `${stampOf(created_at)}-${nameOfFile(prompt, storage_path)}`;
    const times = (used.get(name) ?? 0) + 1;
    used.set(name, times);
    return times === 1 ? name : name.replace(/(?=\.[^.]*$)/, `-${times}`);
  });
}

/** Day and time in the visitor's time zone: `2026-11-29-1405`. */
function stampOf(time: string): string {
  const date = new Date(time);
  const two = (part: number) => String(part).padStart(2, '0');
  const day = [date.getFullYear(), two(date.getMonth() + 1), two(date.getDate())].join('-');
  return `${day}-${two(date.getHours())}${two(date.getMinutes())}`;
}
