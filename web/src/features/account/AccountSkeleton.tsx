import { common } from '@/texts';

const HEIGHTS = [
  ['credits', 'h-[40rem]'],
  ['plan', 'h-96'],
  ['profile', 'h-64'],
];

export function AccountSkeleton() {
  return (
    <div role="status" aria-label={common.loading} className="grid gap-5">
      {HEIGHTS.map(([part, height]) => (
        <div key={part} className={`glass flex flex-col gap-5 rounded-2xl p-5 sm:p-7 ${height}`}>
          <span className="skeleton h-8 w-40" />
          <span className="skeleton h-5 w-full max-w-80" />
          <span className="skeleton w-full grow" />
        </div>
      ))}
    </div>
  );
}
