import { saveFile } from '@/lib/download';
import { creditTexts } from '@/texts';

import { type Entry, readAllEntries } from './history';

/** Lets the browser save the user's whole statement. @throws {Error} if it cannot be read */
export async function saveCsv(userId: string): Promise<void> {
  saveFile(toCsv(await readAllEntries(userId)), creditTexts.csvName(new Date().toISOString().slice(0, 10)));
}

/** The statement as a CSV file (RFC 4180), newest first, as spreadsheets read it: with a mark of its encoding. */
export function toCsv(entries: Entry[]): Blob {
  const lines = entries.map((entry) => [
    entry.created_at,
    text(creditTexts.kinds[entry.kind]),
    text(entry.plan ?? ''),
    text(entry.description ?? ''),
    String(entry.amount),
    String(entry.subscription_amount),
    String(entry.purchased_amount),
    entry.generation_id ?? '',
  ]);
  const rows = [creditTexts.csvColumns, ...lines].map((cells) => `${cells.join(',')}\r\n`);
  return new Blob(['\uFEFF', ...rows], { type: 'text/csv;charset=utf-8' });
}

/** A cell of text: quoted where it must be, and never taken for a formula. */
function text(value: string): string {
  const harmless = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
