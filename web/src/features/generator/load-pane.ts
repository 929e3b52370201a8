import { firstRows } from '@/lib/supabase/first-rows';

import { isSideBySide } from './go-to-prompt';

/** Fulfilled when what the pane needs may be loaded: on narrow screens it is below the form, which comes first. */
export function paneIsNext(): Promise<void> {
  return isSideBySide() ? Promise.resolve() : firstRows;
}

/** The part of the pane that shows a set. */
export async function loadKnownSet() {
  await paneIsNext();
  return await import('./KnownSet');
}
