import { useState } from 'react';

import { Button } from '@/components/Button';
import { Notice } from '@/components/Notice';
import { format } from '@/lib/format';
import { money } from '@/lib/money';
import { useRead } from '@/lib/use-read';
import { webAddress } from '@/lib/web-address';
import { common, receiptTexts as texts } from '@/texts';

import { type Receipt, readReceipts } from './receipts-api';
import { Part } from './Section';

const FEW = 5;

/** The invoices of plans and the receipts of packs, with Stripe's pages and PDFs. */
export default function Receipts() {
  const { state, again } = useRead(readReceipts);
  if (state.status === 'ready' && state.data.length === 0) return null;
  return (
    <Part id="receipts" title={texts.heading} lead={texts.lead}>
      {state.status === 'loading' && <div role="status" aria-label={common.loading} className="skeleton h-28 w-full" />}
      {state.status === 'failed' && (
        <Notice tone="bad">
          <span>{texts.failed}</span>
          <Button size="small" className="justify-self-start" onClick={again}>
            {common.tryAgain}
          </Button>
        </Notice>
      )}
      {state.status === 'ready' && <Lines receipts={state.data} />}
    </Part>
  );
}

/** The newest ones, and all at a press. */
function Lines({ receipts }: { receipts: Receipt[] }) {
  const [shown, setShown] = useState(FEW);
  const hasPdfs = receipts.some(({ pdf }) => webAddress(pdf) !== null);
  return (
    <>
      <ul className="divide-border divide-y">
        {receipts.slice(0, shown).map((receipt) => (
          <Line key={receipt.id} receipt={receipt} hasPdfs={hasPdfs} />
        ))}
      </ul>
      {receipts.length > shown && (
        <Button className="justify-self-center" onClick={() => setShown(receipts.length)}>
          {texts.all(receipts.length)}
        </Button>
      )}
    </>
  );
}

/** `hasPdfs` is whether any line has a PDF, so that its place is kept in all of them. */
function Line({ receipt, hasPdfs }: { receipt: Receipt; hasPdfs: boolean }) {
  const day = format.day(receipt.created);
  return (
    <li className="flex flex-wrap items-center gap-x-3 py-2 sm:gap-x-4">
      <span className="grid min-w-36 grow basis-0">
        <span>{texts.kinds[receipt.kind]}</span>
        <span className="text-muted-foreground flex flex-wrap gap-x-2 text-sm">
          <span>{day}</span>
          {receipt.number && <span>{receipt.number}</span>}
          {receipt.refunded > 0 && <span className="text-foreground font-medium">{refundWords(receipt)}</span>}
        </span>
      </span>
      <span className="font-medium tabular-nums">{money(receipt.amount, receipt.currency)}</span>
      {/* The words of the last link end at the edge. */}
      <span className="-mr-2 flex">
        <StripeLink href={receipt.page} text={texts.view} label={texts.viewOf(day)} />
        {hasPdfs && <StripeLink href={receipt.pdf} text={texts.pdf} label={texts.pdfOf(day)} />}
      </span>
    </li>
  );
}

function refundWords({ amount, refunded, currency }: Receipt): string {
  return refunded >= amount ? texts.refundedInFull : texts.refunded(money(refunded, currency));
}

const LINK = 'inline-flex min-h-11 min-w-11 items-center justify-center px-2 text-sm font-medium';

/** A link, or its empty place, so that the amounts of all lines are in one column. */
function StripeLink({ href, text, label }: { href: string | null; text: string; label: string }) {
  const address = webAddress(href);
  if (!address) return <span aria-hidden="true" className={`${LINK} invisible`}>{text}</span>;
  return (
    <a href={address} target="_blank" rel="noreferrer" aria-label={label} className={`${LINK} text-primary hover:underline`}>
      {text}
    </a>
  );
}
