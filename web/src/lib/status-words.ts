import { failureReasons, failureUnknown, generationTexts as texts } from '@/texts';

import type { Generation } from './generations';

/** The progress of an unfinished generation. @param place its place in the waiting list, if it waits and this is known */
export function progressWords({ status, live_status }: Pick<Generation, 'status' | 'live_status'>, place?: number): string {
  if (status === 'waiting') return place ? texts.waiting(place) : texts.waitingSomewhere;
  return live_status || (status === 'pending' ? texts.pending : texts.processing);
}

/** Why a generation failed. */
export function failureWords({ failure_reason }: Pick<Generation, 'failure_reason'>): string {
  return failureReasons[failure_reason ?? ''] ?? failureUnknown;
}
