import { useEffect, useEffectEvent, useState } from 'react';

import { type Generation, isUnfinished } from '@/lib/generations';

import { type CurrentGenerations, inStartOrder } from './current-generations';

/** What the strip above the pane lists; nothing while it is hidden. */
export type Strip = { rows: Generation[]; shown: string | null };

export const NO_STRIP: Strip = { rows: [], shown: null };

/**
 * All unfinished generations, and those that ended while they were listed: until the user leaves their set or starts another. So
 * nothing below the strip moves when one ends. Nothing if all are of the set in the pane.
 */
export function nextStrip(before: Strip, { rows }: Pick<CurrentGenerations, 'rows'>, shown: string | null): Strip {
  const started = before.rows.every(({ set_id }) => set_id !== shown);
  const keeps = ({ id, set_id }: Generation) =>
    (shown === before.shown || (!started && set_id !== before.shown)) && before.rows.some((listed) => listed.id === id);
  const listed = rows.filter((row) => isUnfinished(row) || (row.failure_reason !== 'cancelled' && keeps(row)));
  const others = listed.some(({ set_id }) => set_id !== shown);
  return { rows: others ? inStartOrder(listed) : [], shown };
}

export function useStrip(current: CurrentGenerations, shown: string | null): Strip {
  const [before, keep] = useState(NO_STRIP);
  const strip = nextStrip(before, current, shown);
  const key = keyOf(strip);
  const keepNow = useEffectEvent(() => keep(strip));
  useEffect(() => keepNow(), [key]);
  return strip;
}

/** What decides about the next strip. */
function keyOf({ rows, shown }: Strip): string {
  return [shown, ...rows.map(({ id }) => id)].join(' ');
}

/** The generation of a set beside the pane that ended last, if all of its set that is listed has ended. */
export function endedBeside({ rows, shown }: Strip): Generation | undefined {
  const running = new Set(rows.filter(isUnfinished).map(({ set_id }) => set_id));
  const ended = rows.filter(({ set_id }) => set_id !== shown && !running.has(set_id));
  return ended.toSorted((one, other) => ((one.finished_at ?? '') < (other.finished_at ?? '') ? 1 : -1))[0];
}
