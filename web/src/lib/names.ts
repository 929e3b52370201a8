/** A typed name in Unicode's form NFC, without blanks at its ends. SQL requires both, and refuses invisible characters. */
export function tidyName(typed: string): string {
  return typed.normalize('NFC').trim();
}

/** Postgres's code for a value that a check refuses. */
export const REFUSED_BY_CHECK = '23514';
