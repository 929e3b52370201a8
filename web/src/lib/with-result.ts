import { selecting as texts } from '@/texts';

import { type Generation, isUnfinished } from './generations';

/** Those of the chosen generations that have a result; `without` says why the others have none, and is empty if all have one. */
export function withResult<Row extends Pick<Generation, 'status' | 'failure_reason'>>(chosen: Row[]): { done: Row[]; without: string } {
  const done = chosen.filter(({ status }) => status === 'completed');
  const unfinished = chosen.filter(isUnfinished).length;
  const cancelled = chosen.filter(({ failure_reason }) => failure_reason === 'cancelled').length;
  const failed = chosen.length - done.length - unfinished - cancelled;
  const reasons = [failed > 0 && texts.haveFailed(failed), cancelled > 0 && texts.wereCancelled(cancelled), unfinished > 0 && texts.areUnfinished(unfinished)];
  return { done, without: reasons.filter(Boolean).join(' ') };
}
