import { common } from '@/texts';

/** About as many columns as the library has cards in a row at these widths. */
const COLUMNS = 'grid grid-cols-2 gap-3 sm:gap-4 md:grid-cols-3 lg:grid-cols-4 2xl:grid-cols-6 min-[125rem]:grid-cols-8';

/** Placeholder of the library while its first page is loading. */
export function LibrarySkeleton() {
  return (
    <div role="status" aria-label={common.loading} className={COLUMNS}>
      {Array.from({ length: 8 }, (_, card) => (
        <div key={card} className="border-border overflow-hidden rounded-xl border md:max-xl:nth-[n+7]:hidden">
          <div className="skeleton aspect-square rounded-none" />
          <div className="grid gap-2 p-3">
            <div className="skeleton h-4 w-4/5" />
            <div className="skeleton h-3 w-1/2" />
          </div>
        </div>
      ))}
    </div>
  );
}
