import { Button } from '@/components/Button';
import { buttonClass } from '@/components/button-class';
import type { Elements } from '@/components/elements';
import { copy } from '@/lib/clipboard';
import type { Generation } from '@/lib/generations';
import { downloadUrl, nameOfFile } from '@/lib/media';
import { generationTexts as texts } from '@/texts';

import { ShareButton } from './ShareButton';
import { UseAs } from './UseAs';

/** A picture input that can take a result. */
export type Use = { model: string; field: string; title: string; modelName: string };

/** Actions that use a generation to start a new one. */
export type Repeat = {
  /** The price of a new generation with the same inputs; null if the model is no longer offered. */
  priceOf: (row: Generation) => number | null;
  /** The inputs that take this result, the one that fits best first. */
  usesOf: (row: Generation) => Use[];
  onUse: (row: Generation, use: Use) => void;
  /** The seed of a result; undefined if its model has none. */
  seedOf: (row: Generation) => number | undefined;
  onRunAgain: (row: Generation) => void;
  /** Run it again with another seed. */
  onVariation: (row: Generation) => void;
  onEditPrompt: (row: Generation) => void;
};

type Props = Repeat & {
  row: Generation;
  className?: string;
  /** Further buttons. */
  children?: Elements;
};

/** The buttons of a generation: download, share, copy or edit the prompt, use as input, run again. */
export function GenerationActions({ row, className = '', children, ...repeat }: Props) {
  const price = repeat.priceOf(row);
  const uses = repeat.usesOf(row);
  return (
    // Two in a row; a button that needs more than half of it has a row of its own.
    <div className={`flex flex-wrap gap-2 *:grow *:basis-[calc(50%-0.25rem)] [&>:is(a,button)]:px-2 ${className}`}>
      {row.status === 'completed' && (
        <a
          href={downloadUrl(row.media_url, nameOfFile(row.prompt, row.storage_path))}
          download
          className={buttonClass({ look: 'primary' })}
        >
          <span aria-hidden="true" className="icon-[lucide--download] size-4" />
          <span>{texts.download}</span>
        </a>
      )}
      <Button onClick={() => void copy(row.prompt, texts.promptCopied)}>
        <span aria-hidden="true" className="icon-[lucide--copy] size-4" />
        <span>{texts.copyPrompt}</span>
      </Button>
      <UseAs uses={uses} onUse={(use) => repeat.onUse(row, use)} />
      <Button onClick={() => repeat.onEditPrompt(row)}>
        <span aria-hidden="true" className="icon-[lucide--pencil] size-4" />
        <span>{texts.editPrompt}</span>
      </Button>
      {price !== null && (
        <Button onClick={() => repeat.onRunAgain(row)} className="tabular-nums">
          <span aria-hidden="true" className="icon-[lucide--rotate-ccw] size-4" />
          <span>{texts.runAgain(price)}</span>
        </Button>
      )}
      {price !== null && repeat.seedOf(row) !== undefined && (
        <Button onClick={() => repeat.onVariation(row)} className="tabular-nums">
          <span aria-hidden="true" className="icon-[lucide--shuffle] size-4" />
          <span>{texts.variation(price)}</span>
        </Button>
      )}
      {row.status === 'completed' && <ShareButton subject={{ generation_id: row.id }} />}
      {children}
    </div>
  );
}
