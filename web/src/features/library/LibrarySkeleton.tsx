import { common } from '@/texts';

import { libraryGrid } from './grid';

/** Placeholder of the library while its first page is loading. */
export function LibrarySkeleton() {
  return (
    <div role="status" aria-label={common.loading} className={libraryGrid}>
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
