import type { Elements } from '@/components/elements';

type Props = { id: string; title: string; lead?: string; aside?: Elements; children: Elements };

/** A section of the page, with an anchor. */
export function Section({ id, title, lead, aside, children }: Props) {
  return (
    <section id={id} aria-labelledby={`${id}-heading`} className="glass grid gap-6 rounded-2xl p-5 sm:p-7">
      <header className="flex flex-wrap items-start justify-between gap-3">
        <div className="grid gap-1">
          <h2 id={`${id}-heading`} className="text-2xl font-semibold">
            {title}
          </h2>
          {lead && <p className="text-muted-foreground">{lead}</p>}
        </div>
        {aside}
      </header>
      {children}
    </section>
  );
}

/** A subsection. */
export function Part({ id, title, lead, aside, children }: Omit<Props, 'children'> & { children?: Elements }) {
  return (
    <div id={id} className="border-border grid scroll-mt-24 gap-4 border-t pt-6">
      <div className="flex items-start justify-between gap-x-6 gap-y-3 max-sm:flex-wrap">
        <div className="grid max-w-prose min-w-0 gap-0.5 [overflow-wrap:anywhere]">
          <h3 className="text-lg font-semibold">{title}</h3>
          {lead && <p className="text-muted-foreground text-[0.9375rem]">{lead}</p>}
        </div>
        {aside}
      </div>
      {children}
    </div>
  );
}
