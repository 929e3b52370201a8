import { GenerationActions } from '@/components/GenerationActions';
import type { Generation } from '@/lib/generations';
import { prefersLessMotion } from '@/lib/motion';

const mediaClass = 'max-h-[min(32rem,52dvh)] w-full object-contain';

type Props = {
  row: Generation;
  onTakeAsInput: (row: Generation) => void;
  onRunAgain: (row: Generation) => void;
};

export function GenerationResult({ row, onTakeAsInput, onRunAgain }: Props) {
  return (
    <div className="arrive grid gap-4">
      <div className="bg-muted grid place-items-center overflow-hidden rounded-lg">
        {row.media_type === 'video' ? (
          <video src={row.media_url} controls autoPlay={!prefersLessMotion()} muted loop playsInline aria-label={row.prompt} className={mediaClass} />
        ) : (
          <img src={row.media_url} alt={row.prompt} className={mediaClass} />
        )}
      </div>
      <GenerationActions row={row} onTakeAsInput={() => onTakeAsInput(row)} onRunAgain={() => onRunAgain(row)} />
    </div>
  );
}
