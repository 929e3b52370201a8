import { saveFile } from '@/lib/download';
import { creditTexts } from '@/texts';

import { type Entry, readAllEntries } from '@/lib/credit-history';

/** Download the whole statement as CSV. @throws {Error} if it cannot be read */
export async function saveCsv(userId: string): Promise<void> {
  saveFile(toCsv(await readAllEntries(userId)), creditTexts.csvName(new Date().toISOString().slice(0, 10)));
}

/** The statement as CSV (RFC 4180), newest line first, with a byte order mark for spreadsheets. */
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

/** A text cell: quoted if necessary, and prefixed so that spreadsheets do not read it as a formula. */
function text(value: string): string {
  const harmless = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
