import { useEffect, useEffectEvent, useRef, useState } from 'react';

import { checkoutOutcome, type Outcome } from '@/lib/billing';
import { removeParams } from '@/lib/remove-params';
import { ServiceError } from '@/lib/service';
import { endsSession } from '@/lib/session';

/** The state of the checkout that redirected to this page. */
export type Return =
  | { status: 'none' | 'asking' | 'unknown' | 'unreachable' | 'cancelled' }
  | { status: 'known'; outcome: Outcome; asking: boolean };

const PAUSES_MS = [1500, 2500, 4000, 6000, 10_000, 15_000, 20_000, 30_000];

/**
 * Read the outcome of the checkout session in the URL. While its payment is pending, read it again with growing pauses, and at once
 * when the balance changes.
 */
export function useReturn(balance: number, onPaid: () => void) {
  const [state, setState] = useState<Return>({ status: 'none' });
  const sessionId = useRef<string>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);

  const arrive = useEffectEvent(() => {
    const query = new URLSearchParams(location.search);
    sessionId.current = query.get('session_id');
    if (query.get('checkout') === 'cancelled') show({ status: 'cancelled' });
    else if (sessionId.current) void ask();
  });
  useEffect(() => {
    arrive();
    return () => clearTimeout(timer.current);
  }, []);

  const moved = useEffectEvent(() => {
    if (state.status === 'known' && state.outcome.status === 'pending') void ask();
  });
  useEffect(() => moved(), [balance]);

  async function ask(turn = 0) {
    clearTimeout(timer.current);
    setState((known) => (known.status === 'known' ? { ...known, asking: true } : { status: 'asking' }));
    try {
      answer(await checkoutOutcome(sessionId.current ?? ''), turn);
    } catch (caught) {
      if (endsSession(caught)) return;
      const unknown = caught instanceof ServiceError && caught.code === 'not_found';
      show({ status: unknown ? 'unknown' : 'unreachable' });
    }
  }

  function answer(outcome: Outcome, turn: number) {
    const pause = outcome.status === 'pending' ? PAUSES_MS[turn] : undefined;
    show({ status: 'known', outcome, asking: pause !== undefined });
    if (outcome.status === 'paid') onPaid();
    if (pause !== undefined) timer.current = setTimeout(() => void ask(turn + 1), pause);
  }

  function show(next: Return) {
    setState(next);
    if (isFinal(next)) removeParams('session_id', 'checkout', 'bought');
  }

  return { state, askAgain: () => void ask(), dismiss: () => setState({ status: 'none' }) };
}

/** Whether the outcome cannot change any more. */
function isFinal(state: Return): boolean {
  if (state.status === 'known') return state.outcome.status !== 'pending';
  return state.status === 'unknown' || state.status === 'cancelled';
}
