import { generationTexts as texts } from '@/texts';

import type { Generation } from './generations';

/** What a generation that has not ended does now. @param place its place in the line, if it waits and the place is known */
export function progressWords({ status, live_status }: Pick<Generation, 'status' | 'live_status'>, place?: number): string {
  if (status === 'waiting') return place ? texts.waiting(place) : texts.waitingSomewhere;
  return live_status || (status === 'pending' ? texts.pending : texts.processing);
}
