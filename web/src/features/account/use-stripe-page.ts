import { useEffect, useState } from 'react';

import { wordsForBilling } from '@/lib/billing';
import { endsSession } from '@/lib/session';

/** Leaves for a page of Stripe, once at a time: `opening` says which one, `problem` why it did not come to that. */
export function useStripePage() {
  const [opening, setOpening] = useState<string | null>(null);
  const [problem, setProblem] = useState<string>();

  // Back from there by the browser's own way: the page is as it was left.
  useEffect(() => {
    const back = ({ persisted }: PageTransitionEvent) => persisted && setOpening(null);
    addEventListener('pageshow', back);
    return () => removeEventListener('pageshow', back);
  }, []);

  async function open(name: string, addressOf: () => Promise<string>) {
    if (opening) return;
    setOpening(name);
    setProblem(undefined);
    try {
      location.assign(await addressOf());
    } catch (caught) {
      if (endsSession(caught)) return;
      setOpening(null);
      setProblem(wordsForBilling(caught));
    }
  }

  return { opening, problem, open: (name: string, addressOf: () => Promise<string>) => void open(name, addressOf) };
}
