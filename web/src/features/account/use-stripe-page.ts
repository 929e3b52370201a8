import { useEffect, useState } from 'react';

import { openStripePage } from '@/lib/stripe-page';

/** Opens pages of Stripe, one at a time: `opening` is the name of the one being opened, `problem` why the last one failed. */
export function useStripePage() {
  const [opening, setOpening] = useState<string | null>(null);
  const [problem, setProblem] = useState<string>();

  // After "back" the browser may restore this page from its cache, with the button still busy.
  useEffect(() => {
    const restore = ({ persisted }: PageTransitionEvent) => persisted && setOpening(null);
    addEventListener('pageshow', restore);
    return () => removeEventListener('pageshow', restore);
  }, []);

  function open(name: string, readUrl: () => Promise<string>) {
    if (opening) return;
    setOpening(name);
    setProblem(undefined);
    openStripePage(readUrl()).catch((caught: Error) => {
      setOpening(null);
      setProblem(caught.message);
    });
  }

  return { opening, problem, open };
}
