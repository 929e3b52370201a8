import type { ReactNode } from 'react';

import { readNextMonth, wordsForNextMonth } from '@/lib/next-month';
import { useProfile } from '@/lib/profile';
import { useRead } from '@/lib/use-read';

type Props = {
  /** The plan, in whatever form: when it changes, what comes next may. */
  plan?: string;
};

/** What comes after the month of credits under way, in words; nothing while nobody can say. */
export default function NextMonth({ plan = '' }: Props): ReactNode {
  const profile = useProfile();
  const month = profile.status === 'ready' ? `${profile.data.subscription_credits} ${profile.data.credits_reset_at}` : '';
  const { state } = useRead(readNextMonth, `${month} ${plan}`);
  return state.status === 'ready' ? <span>{`${wordsForNextMonth(state.data)} `}</span> : null;
}
