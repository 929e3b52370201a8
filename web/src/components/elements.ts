import type { ReactElement } from 'react';

/** What may stand beside other elements: never bare text (`bare-text.test.ts` says why). */
export type Elements = ReactElement | '' | false | null | undefined | readonly Elements[];
