import { useState } from 'react';

/** The set in the pane. */
type Pane = {
  id: string | null;
  /** A set that this page asked the service to start: the last one, until it exists. */
  expected: string | null;
  /** The sets that were asked for since the one in the pane, oldest first. */
  asked: readonly string[];
};

/** The set in the pane, and how to change it. */
export type Followed = Pick<Pane, 'id' | 'expected'> & {
  /** Ask for a set. */
  expect: (setId: string) => void;
  /** Follow a set that was asked for and exists now, unless one that was asked for or chosen later is followed already. */
  started: (setId: string) => void;
  follow: (setId: string) => void;
  /** Follow this set, the user's newest one, if none is followed. */
  followNewest: (setId: string) => void;
};

/** The set in the pane: the one that was started or chosen last in this page, else the user's newest one. */
export function useFollowed(): Followed {
  const [pane, set] = useState<Pane>({ id: null, expected: null, asked: [] });
  return {
    id: pane.id,
    expected: pane.expected,
    expect: (setId) => set((known) => expectSet(known, setId)),
    started: (setId) => set((known) => startSet(known, setId)),
    follow: (setId) => set({ id: setId, expected: null, asked: [] }),
    followNewest: (setId) => set((known) => ({ ...known, id: known.id ?? setId })),
  };
}

export function expectSet({ id, asked }: Pane, setId: string): Pane {
  return { id, expected: setId, asked: [...asked.filter((other) => other !== setId), setId] };
}

export function startSet(pane: Pane, setId: string): Pane {
  const place = pane.asked.indexOf(setId);
  if (place < 0) return pane;
  return { id: setId, expected: pane.expected === setId ? null : pane.expected, asked: pane.asked.slice(place + 1) };
}
