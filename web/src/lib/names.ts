/**
 * A typed name in Unicode's form NFC, without blanks at its ends, and without the direction marks and tabs that come along with pasted names.
 * SQL requires all four, and refuses other invisible characters.
 */
export function tidyName(typed: string): string {
  return typed.replace(/[\u061c\u200e\u200f]/g, '').replace(/\s*[\t\n]\s*/g, ' ').normalize('NFC').trim();
}

/** Postgres's code for a value that a check refuses. */
export const REFUSED_BY_CHECK = '23514';
