import { firstRows } from '@/lib/supabase/first-rows';

import { isSideBySide } from './go-to-prompt';

/** Fulfilled when the pane may load its script and its rows. On narrow screens it is below the form, which is loaded first. */
export function whenPaneMayLoad(): Promise<void> {
  return isSideBySide() ? Promise.resolve() : firstRows;
}

/** The part of the pane that shows a set. */
export async function loadKnownSet() {
  await whenPaneMayLoad();
  return await import('./KnownSet');
}
