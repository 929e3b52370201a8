import { common } from '@/texts';

/** Placeholder of the generator while the models are loading. */
export function GeneratorSkeleton() {
  return (
    <div className="grid gap-3" role="status" aria-label={common.loading}>
      <div className="grid grid-cols-[repeat(auto-fill,minmax(9rem,1fr))] gap-2 sm:grid-cols-[repeat(auto-fill,minmax(15rem,1fr))] lg:flex">
        {[1, 2, 3].map((card) => (
          <div key={card} className="skeleton h-12.5 rounded-xl lg:w-44" />
        ))}
      </div>
      <div className="grid gap-3 lg:min-h-(--studio-height) lg:grid-cols-[minmax(0,26rem)_minmax(0,1fr)] xl:grid-cols-[minmax(0,30rem)_minmax(0,1fr)]">
        <div className="glass grid content-start gap-5 rounded-2xl p-4 sm:p-5">
          <div className="skeleton h-40" />
          <div className="grid grid-cols-2 gap-x-3 sm:gap-x-5 [&>div]:h-23">
            <div className="skeleton h-11" />
            <div className="skeleton h-11" />
          </div>
          <div className="skeleton h-13" />
        </div>
        <div className="glass min-h-96 rounded-2xl p-4 sm:p-5">
          <div className="skeleton h-full" />
        </div>
      </div>
    </div>
  );
}
