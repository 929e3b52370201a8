import { Segmented } from '@/components/Segmented';
import { generator } from '@/texts';

type Props = {
  /** The most results that a set of this model may have. */
  limit: number;
  count: number;
  /** How many shapes are compared; if any, the set has one result of each. */
  compared: number;
  onChange: (count: number) => void;
};

/** Chooses how many results the next set has. */
export function ResultCount({ limit, count, compared, onChange }: Props) {
  if (compared > 0) return <p className="flex min-h-11 items-center text-sm font-medium">{generator.oneOfEach(compared)}</p>;
  if (limit === 1) return null;
  const options = Object.fromEntries(Array.from({ length: limit }, (_, index) => [String(index + 1), String(index + 1)]));
  return (
    <div className="flex items-center gap-2.5">
      <span aria-hidden="true" className="text-sm font-medium">
        {generator.results}
      </span>
      <Segmented name="results" label={generator.results} value={String(count)} options={options} onChange={(chosen) => onChange(Number(chosen))} />
    </div>
  );
}
