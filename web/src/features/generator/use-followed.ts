import { useState } from 'react';

/** The set in the pane, and how to change it. */
export type Followed = {
  id: string | null;
  /** A set that this page asked the service to start. */
  expected: string | null;
  expect: (setId: string) => void;
  follow: (setId: string) => void;
  /** Follow this set, the user's newest one, if none is followed. */
  begin: (setId: string) => void;
};

/** The set in the pane: the one that was started or chosen last in this page, else the user's newest one. */
export function useFollowed(): Followed {
  const [{ id, expected }, set] = useState<Pick<Followed, 'id' | 'expected'>>({ id: null, expected: null });
  return {
    id,
    expected,
    expect: (setId) => set((known) => ({ ...known, expected: setId })),
    follow: (setId) => set({ id: setId, expected: null }),
    begin: (setId) => set((known) => ({ ...known, id: known.id ?? setId })),
  };
}
