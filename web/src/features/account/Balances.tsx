import type { ReactNode } from 'react';

import { buttonClass } from '@/components/button-class';
import type { Elements } from '@/components/elements';
import { Notice } from '@/components/Notice';
import { useCountTo } from '@/lib/count-to';
import { format } from '@/lib/format';
import type { Profile } from '@/lib/profile';
import { creditTexts as texts, nextMonth } from '@/texts';

type Props = {
  profile: Profile;
  /** The text about the next month of credits. */
  next: Elements;
};

/** The total of credits, and both balances. */
export function Balances({ profile, next }: Props) {
  const { subscription_credits: monthly, purchased_credits: purchased } = profile;
  const total = useCountTo(monthly + purchased) ?? 0;
  return (
    <div className="grid gap-5">
      <div className="flex flex-wrap items-end justify-between gap-4">
        <p className="grid">
          <span className="text-muted-foreground text-sm font-medium">{texts.total}</span>
          <span data-total className="text-5xl font-bold tracking-tight tabular-nums sm:text-6xl">
            {format.number(total)}
          </span>
        </p>
        <a href="#packs" className={buttonClass({ look: 'primary' })}>
          <span aria-hidden="true" className="icon-[lucide--package-plus] size-4.5" />
          <span>{texts.buyMore}</span>
        </a>
      </div>
      {monthly + purchased < 0 && <Notice tone="bad">{texts.negative}</Notice>}
      <Share monthly={monthly} purchased={purchased} />
      <dl className="grid gap-3 sm:grid-cols-2">
        <Balance name={texts.monthly} mark="bg-primary" amount={monthly} note={<Later like={usualWords(profile)}>{next}</Later>} />
        <Balance name={texts.purchased} mark="bg-secondary" amount={purchased} note={texts.purchasedNote} />
      </dl>
    </div>
  );
}

function Balance({ name, mark, amount, note }: { name: string; mark: string; amount: number; note: ReactNode }) {
  return (
    <div className="bg-muted/50 border-border grid content-start gap-1 rounded-xl border p-4">
      <dt className="text-muted-foreground flex items-center gap-2 text-sm font-medium">
        <span aria-hidden="true" className={`size-2.5 rounded-full ${mark}`} />
        <span>{name}</span>
      </dt>
      <dd className="grid gap-1">
        <span className="text-2xl font-semibold tabular-nums">{format.number(useCountTo(amount) ?? 0)}</span>
        <span className="text-muted-foreground text-sm text-balance">{note}</span>
      </dd>
    </div>
  );
}

/** A text that loads later. Until then there is room for one that is `like` it. */
function Later({ like, children }: { like: string; children: Elements }) {
  return (
    <span data-like={like} className="block empty:before:invisible empty:before:content-[attr(data-like)]">
      {children}
    </span>
  );
}

/** What is usually said about the next month. */
function usualWords({ credits_reset_at, subscription_credits }: Profile): string {
  return credits_reset_at ? nextMonth.set(format.day(credits_reset_at), subscription_credits, subscription_credits) : nextMonth.elsewhere;
}

/** A bar with the shares of both balances. */
function Share({ monthly, purchased }: { monthly: number; purchased: number }) {
  const [left, right] = [Math.max(0, monthly), Math.max(0, purchased)];
  if (monthly + purchased <= 0) return null;
  const share = (left / (left + right)) * 100;
  return (
    <svg aria-hidden="true" width="100%" height="10" className="bg-muted rounded-full">
      <rect className="fill-primary" width={`${share}%`} height="10" />
      <rect className="fill-secondary" x={`${share}%`} width={`${100 - share}%`} height="10" />
    </svg>
  );
}
