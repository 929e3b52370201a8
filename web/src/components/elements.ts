import type { ReactElement } from 'react';

/** Children that may have siblings: never bare text (`bare-text.test.ts` says why). */
export type Elements = ReactElement | '' | false | null | undefined | readonly Elements[];
