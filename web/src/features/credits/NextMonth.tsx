import type { ReactNode } from 'react';

import { readNextMonth, wordsForNextMonth } from '@/lib/next-month';
import { useProfile } from '@/lib/profile';
import { useRead } from '@/lib/use-read';

type Props = {
  /** Any string that identifies the plan: when it changes, the text is read again. */
  plan?: string;
};

/** The text about the next month of credits; empty while it is unknown. */
export default function NextMonth({ plan = '' }: Props): ReactNode {
  const profile = useProfile();
  const month = profile.status === 'ready' ? `${profile.data.subscription_credits} ${profile.data.credits_reset_at}` : '';
  const { state } = useRead(readNextMonth, `${month} ${plan}`);
  return state.status === 'ready' ? <span>{`${wordsForNextMonth(state.data)} `}</span> : null;
}
