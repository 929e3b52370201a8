import { buttonClass } from '@/components/button-class';
import { namesOf, type Tier } from '@/lib/tier';
import { premium as texts } from '@/texts';

/** `tier` is the id of the lowest tier that opens it, `titles` what is in it. */
type Props = { tier: string; tiers: Tier[]; titles?: string[]; level?: 'h2' | 'h3' };

/** Replaces content that needs a higher plan. `level` is the level of its heading. */
export function Invitation({ tier, tiers, titles, level: Heading = 'h3' }: Props) {
  const plans = namesOf(tiers, tier);
  const highlighted = tiers.find(({ id }) => id === tier)?.highlighted;
  return (
    <div className="glass relative overflow-hidden rounded-2xl">
      <div aria-hidden="true" className="at-work absolute inset-0 opacity-30" />
      <div className="relative grid justify-items-center gap-3 px-6 py-14 text-center">
        <span className="vivid grid size-14 place-items-center rounded-2xl">
          <span aria-hidden="true" className="icon-[lucide--lock-keyhole] size-6" />
        </span>
        <Heading className="text-xl font-semibold">{texts.lockedTitle(plans)}</Heading>
        {titles && titles.length > 0 && (
          <ul aria-label={texts.inside} className="grid max-w-full gap-1.5 text-left">
            {[...new Set(titles)].map((title) => (
              <li key={title} className="flex items-start gap-2">
                <span aria-hidden="true" className="icon-[lucide--lock] text-muted-foreground mt-1 size-4 shrink-0" />
                <span dir="auto" className="min-w-0 font-medium [overflow-wrap:anywhere]">{title}</span>
              </li>
            ))}
          </ul>
        )}
        <p className="max-w-md text-balance">{texts.locked}</p>
        <a href="/pricing" className={`${buttonClass({ look: highlighted ? 'vivid' : 'primary' })} mt-2`}>
          {texts.seePlans(plans)}
        </a>
      </div>
    </div>
  );
}
