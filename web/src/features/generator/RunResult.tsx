import { Button } from '@/components/Button';
import { buttonClass } from '@/components/button-class';
import { copy } from '@/lib/clipboard';
import type { Generation } from '@/lib/generations';
import { downloadUrl, nameOfFile } from '@/lib/media';
import { prefersLessMotion } from '@/lib/motion';
import { run } from '@/texts';

const mediaClass = 'max-h-[min(32rem,52dvh)] w-full object-contain';

type Props = {
  row: Generation;
  onTakeAsInput: (row: Generation) => void;
  onRunAgain: (row: Generation) => void;
};

export function RunResult({ row, onTakeAsInput, onRunAgain }: Props) {
  return (
    <div className="arrive grid gap-4">
      <div className="bg-muted grid place-items-center overflow-hidden rounded-lg">
        {row.media_type === 'video' ? (
          <video src={row.media_url} controls autoPlay={!prefersLessMotion()} muted loop playsInline aria-label={row.prompt} className={mediaClass} />
        ) : (
          <img src={row.media_url} alt={row.prompt} className={mediaClass} />
        )}
      </div>
      <div className="grid grid-cols-2 gap-2 *:px-2 [&>button:last-of-type:nth-child(odd)]:col-span-2">
        <a
          href={downloadUrl(row.media_url, nameOfFile(row.prompt, row.storage_path))}
          download
          className={buttonClass({ look: 'primary' })}
        >
          <span aria-hidden="true" className="icon-[lucide--download] size-4" />
          <span>{run.download}</span>
        </a>
        <Button onClick={() => void copy(row.prompt, run.promptCopied)}>
          <span aria-hidden="true" className="icon-[lucide--copy] size-4" />
          <span>{run.copyPrompt}</span>
        </Button>
        {row.media_type === 'image' && (
          <Button onClick={() => onTakeAsInput(row)}>
            <span aria-hidden="true" className="icon-[lucide--image-plus] size-4" />
            <span>{run.takeAsInput}</span>
          </Button>
        )}
        <Button onClick={() => onRunAgain(row)}>
          <span aria-hidden="true" className="icon-[lucide--rotate-ccw] size-4" />
          <span>{run.runAgain}</span>
        </Button>
      </div>
    </div>
  );
}
