import { Button } from '@/components/Button';
import { buttonClass } from '@/components/button-class';
import type { Elements } from '@/components/elements';
import { ErrorState } from '@/components/ErrorState';
import { Notice } from '@/components/Notice';
import { portal } from '@/lib/stripe-page';
import type { FreeMonths } from '@/lib/free-months';
import type { Loadable } from '@/lib/loadable';
import { endOf, isPaymentDue } from '@/lib/subscription-state';
import type { Subscription } from '@/lib/subscriptions';
import { account, billing, common, nextMonth, planTexts as texts } from '@/texts';

import { monthlyCredits, nameOf, nextStep, priceOf, type Standing } from './plan';
import { Section } from './Section';
import { useStripePage } from './use-stripe-page';

type Props = {
  standing: Loadable<Standing>;
  free: FreeMonths | null;
  /** Whether the user has ever bought something, so that there are invoices. */
  hasBought: boolean;
  onRetry: () => void;
  children: Elements;
};

/** The current plan, its price and its next date. */
export function Plan({ standing, free, hasBought, onRetry, children }: Props) {
  return (
    <Section id="plan" title={account.sections.plan} lead={texts.lead}>
      {standing.status === 'loading' && <div role="status" aria-label={common.loading} className="skeleton h-40 w-full" />}
      {standing.status === 'failed' && <ErrorState title={texts.failedTitle} onRetry={onRetry} />}
      {standing.status === 'ready' && <Current {...standing.data} {...{ free, hasBought }} />}
      {children}
    </Section>
  );
}

type CurrentProps = Pick<Standing, 'current' | 'next' | 'upgrades'> & Pick<Props, 'free' | 'hasBought'>;

function Current({ current, next, upgrades, free, hasBought }: CurrentProps) {
  const { opening, problem, open } = useStripePage();
  const credits = current ? monthlyCredits(current) : (free?.credits ?? null);
  return (
    <div className="bg-muted/50 border-border grid gap-5 rounded-xl border p-5 sm:flex sm:items-end sm:justify-between">
      <div className="grid gap-2">
        <div className="flex flex-wrap items-center gap-3">
          <p className="text-3xl font-bold tracking-tight">{current ? nameOf(current) : texts.freeName}</p>
          {current && <Status subscription={current} />}
        </div>
        <p className="font-medium tabular-nums">{current ? priceOf(current) : texts.freePrice}</p>
        <ul className="text-muted-foreground grid gap-1 text-[0.9375rem]">
          {current && <Fact icon="icon-[lucide--calendar]" text={nextStep(current, next)} />}
          {!current && free?.held_elsewhere ? (
            <Fact icon="icon-[lucide--info]" text={nextMonth.elsewhere} />
          ) : (
            credits !== null && <Fact icon="icon-[lucide--sparkles]" text={billing.monthlyCredits(credits)} />
          )}
          {upgrades.map((text) => (
            <Fact key={text} icon="icon-[lucide--trending-up]" text={text} />
          ))}
        </ul>
      </div>
      <div className="grid shrink-0 gap-2 sm:max-w-60">
        {!current && (
          <a href="/pricing" className={buttonClass({ look: 'vivid' })}>
            {texts.upgrade}
          </a>
        )}
        {(current || hasBought) && (
          <Button look={current ? 'primary' : 'plain'} busy={opening !== null} onClick={() => open('portal', portal)}>
            {current ? (isPaymentDue(current) ? billing.pay : billing.manage) : texts.invoices}
          </Button>
        )}
        {current && <p className="text-muted-foreground text-sm text-balance sm:text-center">{endOf(current) ? texts.keepHint : texts.manageHint}</p>}
        {problem && <Notice tone="bad">{problem}</Notice>}
      </div>
    </div>
  );
}

function Fact({ icon, text }: { icon: string; text: string }) {
  return (
    <li className="flex items-start gap-2">
      <span aria-hidden="true" className={`mt-1 size-4 shrink-0 ${icon}`} />
      <span>{text}</span>
    </li>
  );
}

const TONES = {
  good: 'border-success/50 text-success',
  bad: 'border-destructive/50 text-destructive',
  plain: 'border-edge text-muted-foreground',
};

function Status({ subscription }: { subscription: Subscription }) {
  const ending = endOf(subscription) !== null;
  const tone = isPaymentDue(subscription) ? 'bad' : ending || subscription.status === 'paused' ? 'plain' : 'good';
  const text = ending && !isPaymentDue(subscription) ? texts.statuses.ending : (texts.statuses[subscription.status] ?? subscription.status);
  return <span className={`rounded-full border px-3 py-0.5 text-xs font-semibold ${TONES[tone]}`}>{text}</span>;
}
