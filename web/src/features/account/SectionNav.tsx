import { account } from '@/texts';

const ICONS = {
  profile: 'icon-[lucide--user-round]',
  credits: 'icon-[lucide--sparkles]',
  plan: 'icon-[lucide--gem]',
  security: 'icon-[lucide--shield-check]',
};

/** The way to each section of the page. */
export function SectionNav() {
  return (
    <nav aria-label={account.sectionsLabel} className="-mx-1 overflow-x-auto px-1 py-1 lg:sticky lg:top-24">
      <ul className="flex gap-1 lg:grid">
        {(Object.keys(ICONS) as (keyof typeof ICONS)[]).map((id) => (
          <li key={id}>
            <a
              href={`#${id}`}
              className="hover:bg-muted text-muted-foreground hover:text-foreground flex min-h-11 items-center gap-2.5 rounded-md px-3.5 text-[0.9375rem] font-medium transition"
            >
              <span aria-hidden="true" className={`size-4.5 max-sm:hidden ${ICONS[id]}`} />
              {account.sections[id]}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}
