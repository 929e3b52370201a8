import { common, library } from '@/texts';

/** As many columns as the library has for squares: `justify` and the gaps in `use-sheet.ts` must agree. */
const COLUMNS =
  'grid-cols-2 gap-x-2 @min-[640px]:gap-x-4 @min-[640px]:grid-cols-3 @min-[733px]:grid-cols-4 @min-[951px]:grid-cols-5 @min-[1497px]:grid-cols-6 @min-[1774px]:grid-cols-7 @min-[2050px]:grid-cols-8 @min-[2327px]:grid-cols-9';

/** Placeholder of the library while its first page is loading: two rows, however many columns there are. */
export function LibrarySkeleton() {
  return (
    <div role="status" aria-label={common.loading} className="@container">
      <div className={`grid auto-rows-[0] grid-rows-[auto_auto] overflow-hidden ${COLUMNS}`}>
        {Array.from({ length: 18 }, (_, card) => (
          <div key={card} className="mb-2 @min-[640px]:mb-4">
            <div className="skeleton aspect-square rounded-lg" />
            <div className="grid h-14 content-center gap-2 px-1">
              <div className="skeleton h-4 w-4/5" />
              <div className="skeleton h-3 w-1/2" />
            </div>
          </div>
        ))}
      </div>
    </div>
  );
}

/** Placeholder of the whole library before its script is loaded: its heading, and room for search and filters. */
export function LibraryPlaceholder() {
  return (
    <div className="grid gap-3">
      <div className="flex min-h-11 flex-wrap items-center gap-x-4 gap-y-2">
        <h2 className="text-2xl leading-11 font-semibold">{library.heading}</h2>
        <div className="skeleton h-11 grow basis-full rounded-md sm:ml-auto sm:max-w-md sm:basis-0" />
      </div>
      <div className="skeleton mb-4.5 h-11 rounded-md sm:mb-2.5" />
      <LibrarySkeleton />
    </div>
  );
}
