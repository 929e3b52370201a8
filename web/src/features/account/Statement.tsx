import { useState } from 'react';

import { Button } from '@/components/Button';
import { EmptyState } from '@/components/EmptyState';
import { ErrorState } from '@/components/ErrorState';
import { Notice } from '@/components/Notice';
import { format } from '@/lib/format';
import type { FreeMonths } from '@/lib/free-months';
import type { PageReading } from '@/lib/loadable';
import { toast } from '@/lib/toasts';
import { common, creditTexts as texts, nextMonth } from '@/texts';
import type { CreditKind } from '@/types/tables';

import type { Entry } from '@/lib/credit-history';
import { Part } from './Section';
import { noteOf, wordsOf } from './line-words';
import { useStatement } from './use-statement';

type Props = { userId: string; balance: number; free: FreeMonths | null };

/** The lines of the ledger, newest first. */
export function Statement({ userId, balance, free }: Props) {
  const list = useStatement(userId, balance);
  return (
    <Part
      id="statement"
      title={texts.statement}
      lead={texts.statementLead}
      aside={list.entries.length > 0 && <CsvButton userId={userId} />}
    >
      <Lines list={list} free={free} />
    </Part>
  );
}

function Lines({ list, free }: { list: ReturnType<typeof useStatement>; free: FreeMonths | null }) {
  const { entries, prompts, reading } = list;
  if (entries.length === 0) {
    if (reading === 'first') return <LinesSkeleton />;
    if (reading === 'failed') return <ErrorState title={texts.statementFailed} onRetry={list.retry} />;
    const text = free?.held_elsewhere ? `${nextMonth.elsewhere} ${texts.statementEmptyPaid}` : texts.statementEmpty;
    return <EmptyState icon="icon-[lucide--receipt-text]" title={texts.statementEmptyTitle} text={text} />;
  }
  return (
    <div className="grid gap-4">
      <table className="w-full text-[0.9375rem]">
        <caption className="sr-only">{texts.statement}</caption>
        <thead className="text-muted-foreground text-sm">
          <tr className="border-border border-b">
            <th scope="col" className="py-2 pr-4 text-left font-medium">
              {texts.what}
            </th>
            <th scope="col" className="py-2 pr-4 text-left font-medium max-sm:hidden">
              {texts.date}
            </th>
            <th scope="col" className="py-2 text-right font-medium">
              {texts.amount}
            </th>
          </tr>
        </thead>
        <tbody>
          {entries.map((entry) => (
            <Line key={entry.id} entry={entry} prompt={prompts[entry.generation_id ?? '']} free={free} />
          ))}
        </tbody>
      </table>
      {list.more && <Older reading={reading} onMore={list.readOlder} />}
    </div>
  );
}

/** Other kinds are about a month. */
const ICONS: Partial<Record<CreditKind, string>> = {
  expired: 'icon-[lucide--hourglass] text-muted-foreground',
  pack: 'icon-[lucide--package-plus] text-primary',
  generation: 'icon-[lucide--sparkles] text-muted-foreground',
  deduction: 'icon-[lucide--sparkles] text-muted-foreground',
  refund: 'icon-[lucide--undo-2] text-success',
  taken_back: 'icon-[lucide--undo-2] text-destructive',
  debt: 'icon-[lucide--undo-2] text-destructive',
};
const MONTH_ICON = 'icon-[lucide--calendar-sync] text-primary';

type LineProps = { entry: Entry; prompt: string | undefined; free: FreeMonths | null };

function Line({ entry, prompt, free }: LineProps) {
  return (
    <tr className="border-border border-b last:border-b-0">
      <th scope="row" className="py-3 pr-4 text-left align-top font-normal">
        <What entry={entry} prompt={prompt} free={free} />
      </th>
      <td className="text-muted-foreground py-3 pr-4 align-top whitespace-nowrap tabular-nums max-sm:hidden">
        <time dateTime={entry.created_at}>{format.dateTime(entry.created_at)}</time>
      </td>
      <td className="py-3 text-right align-top whitespace-nowrap tabular-nums">
        <Amount {...entry} />
      </td>
    </tr>
  );
}

/** Title, detail and note of a line; on a phone also its date. */
function What({ entry, prompt, free }: LineProps) {
  const { title, detail } = wordsOf(entry);
  const note = noteOf(entry, free);
  return (
    <div className="flex items-start gap-3">
      <span aria-hidden="true" className={`mt-0.5 size-5 shrink-0 ${ICONS[entry.kind] ?? MONTH_ICON}`} />
      <div className="grid min-w-0">
        <span dir="auto" className="font-medium [overflow-wrap:anywhere]">{title}</span>
        {(prompt ?? detail) && (
          <span dir="auto" className="text-muted-foreground line-clamp-1 text-sm [overflow-wrap:anywhere]">{prompt ?? detail}</span>
        )}
        {note && <span className="text-muted-foreground max-w-prose text-sm text-pretty">{note}</span>}
        <time dateTime={entry.created_at} className="text-muted-foreground text-sm tabular-nums sm:hidden">
          {format.dateTime(entry.created_at)}
        </time>
      </div>
    </div>
  );
}

/** The amount, and the balance that it changed, unless that is the monthly one alone. */
function Amount({ amount, subscription_amount: monthly, purchased_amount: purchased }: Entry) {
  const both = `${format.signed(monthly)} ${texts.monthly.toLowerCase()}, ${format.signed(purchased)} `;
  return (
    <>
      <span className={`font-semibold ${amount > 0 ? 'text-success' : ''}`}>{format.signed(amount)}</span>
      {purchased !== 0 && (
        <span className="text-muted-foreground block text-xs">
          {`${monthly === 0 ? '' : both}${texts.purchased.toLowerCase()}`}
        </span>
      )}
    </>
  );
}

function Older({ reading, onMore }: { reading: PageReading; onMore: () => void }) {
  return (
    <>
      {reading === 'more-failed' && <Notice tone="bad">{texts.olderFailed}</Notice>}
      <Button busy={reading === 'more'} onClick={onMore} className="justify-self-center">
        {reading === 'more-failed' ? common.tryAgain : texts.older}
      </Button>
    </>
  );
}

function CsvButton({ userId }: { userId: string }) {
  const [busy, setBusy] = useState(false);
  async function download() {
    setBusy(true);
    try {
      const { saveCsv } = await import('./csv');
      await saveCsv(userId);
    } catch {
      toast(texts.csvFailed, 'bad');
    } finally {
      setBusy(false);
    }
  }
  return (
    <Button size="small" busy={busy} onClick={() => void download()}>
      {!busy && <span aria-hidden="true" className="icon-[lucide--download] size-4" />}
      <span>{texts.csv}</span>
    </Button>
  );
}

function LinesSkeleton() {
  return (
    <div role="status" aria-label={common.loading} className="grid gap-3">
      {[0, 1, 2, 3].map((index) => (
        <span key={index} className="skeleton h-12 w-full" />
      ))}
    </div>
  );
}
