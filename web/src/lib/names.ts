/** A typed name in the form that SQL accepts. It refuses what this leaves: characters that nobody sees. */
export function tidyName(typed: string): string {
  return typed.normalize('NFC').trim();
}

/** Postgres's code for a value that a check refuses. */
export const REFUSED_BY_CHECK = '23514';
