import { common } from '@/texts';

export function PremiumSkeleton() {
  return (
    <div role="status" aria-label={common.loading} className="grid gap-5">
      <span className="skeleton h-8 w-72 max-w-full" />
      <div className="grid gap-4 md:grid-cols-2">
        <span className="skeleton h-48 rounded-2xl" />
        <span className="skeleton h-48 rounded-2xl" />
      </div>
    </div>
  );
}
