import { GenerationActions, type Repeat } from '@/components/GenerationActions';
import type { Generation } from '@/lib/generations';
import { prefersLessMotion } from '@/lib/motion';

const mediaClass = 'max-h-[min(32rem,52dvh)] w-full object-contain lg:absolute lg:inset-0 lg:size-full lg:max-h-none';

type Props = Repeat & { row: Generation };

export function GenerationResult({ row, ...repeat }: Props) {
  return (
    <div className="arrive flex min-h-0 flex-col gap-4">
      <div className="bg-muted relative grid min-h-0 grow place-items-center overflow-hidden rounded-lg">
        {row.media_type === 'video' ? (
          <video src={row.media_url} controls autoPlay={!prefersLessMotion()} muted loop playsInline aria-label={row.prompt} className={mediaClass} />
        ) : (
          <img src={row.media_url} alt={row.prompt} className={mediaClass} />
        )}
      </div>
      <GenerationActions row={row} {...repeat} className="lg:*:basis-[30%]" />
    </div>
  );
}
