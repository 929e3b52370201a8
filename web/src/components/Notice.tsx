import type { ReactNode } from 'react';

type Props = { tone?: 'bad' | 'good' | 'plain'; children: ReactNode };

const TONES = {
  bad: { box: 'border-destructive/40 bg-destructive/8', icon: 'icon-[lucide--circle-alert] text-destructive' },
  // Opaque: it is also used on the page background, which is a gradient.
  good: { box: 'border-success/40 bg-raised from-success/8 to-success/8 bg-linear-to-r', icon: 'icon-[lucide--circle-check] text-success' },
  plain: { box: 'border-border bg-muted/60', icon: 'icon-[lucide--info] text-primary' },
};

/** An important message of one or two lines. Screen readers announce failures at once. */
export function Notice({ tone = 'plain', children }: Props) {
  return (
    <div
      role={tone === 'bad' ? 'alert' : 'status'}
      className={`arrive flex items-start gap-3 rounded-md border px-4 py-3 text-sm ${TONES[tone].box}`}
    >
      <span aria-hidden="true" className={`mt-0.5 size-4.5 shrink-0 ${TONES[tone].icon}`} />
      <div className="grid grow gap-2 text-left text-pretty wrap-anywhere">{children}</div>
    </div>
  );
}
