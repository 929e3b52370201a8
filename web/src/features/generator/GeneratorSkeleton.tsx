import { common } from '@/texts';

/** Placeholder of the generator while the models are loading. */
export function GeneratorSkeleton() {
  return (
    <div className="grid gap-3" role="status" aria-label={common.loading}>
      <div className="grid grid-cols-[repeat(auto-fill,minmax(9rem,1fr))] gap-2 sm:mr-13 sm:grid-cols-[repeat(auto-fill,minmax(15rem,1fr))] lg:flex">
        {[1, 2, 3, 4].map((card) => (
          <div key={card} className="skeleton h-12.25 rounded-xl max-sm:nth-[n+3]:h-17 lg:w-44" />
        ))}
      </div>
      <div className="grid gap-3 lg:min-h-(--studio-height) lg:grid-cols-[minmax(0,26rem)_minmax(0,1fr)] xl:grid-cols-[minmax(0,30rem)_minmax(0,1fr)]">
        {/* As high as the form of the first model: prompt, shape, seed, number of results, button. */}
        <div className="glass grid content-start gap-5 rounded-2xl p-4 sm:p-5 lg:gap-3">
          <div className="skeleton h-40 lg:h-36" />
          <div className="skeleton h-40.75 sm:h-22.75 lg:h-20" />
          <div className="skeleton h-17" />
          <div className="skeleton h-15 sm:h-11 lg:h-10" />
          <div className="skeleton h-13" />
        </div>
        <div className="glass min-h-96 rounded-2xl p-4 sm:p-5">
          <div className="skeleton h-full" />
        </div>
      </div>
    </div>
  );
}
