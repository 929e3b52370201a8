import { buttonClass } from '@/components/button-class';
import type { Tier } from '@/lib/catalogue';
import { premium as texts } from '@/texts';

type Props = { tier: Exclude<Tier, 'free'>; level?: 'h2' | 'h3' };

/** What stands in the place of something that a higher plan opens. `level` is that of its heading on the page. */
export function Invitation({ tier, level: Heading = 'h3' }: Props) {
  return (
    <div className="glass relative overflow-hidden rounded-2xl">
      <div aria-hidden="true" className="at-work absolute inset-0 opacity-30" />
      <div className="relative grid justify-items-center gap-3 px-6 py-14 text-center">
        <span className="vivid grid size-14 place-items-center rounded-2xl">
          <span aria-hidden="true" className="icon-[lucide--lock-keyhole-open] size-6" />
        </span>
        <Heading className="text-xl font-semibold">{texts.lockedTitle[tier]}</Heading>
        <p className="max-w-md text-balance">{texts.locked[tier]}</p>
        <a href="/pricing" className={`${buttonClass({ look: tier === 'pro' ? 'vivid' : 'primary' })} mt-2`}>
          {texts.seePlans[tier]}
        </a>
      </div>
    </div>
  );
}
