import { type SyntheticEvent, useState } from 'react';

import { comparing as texts } from '@/texts';

/** Two pictures on top of each other. A slider moves the line that divides them. */
export function BeforeAfter({ before, after }: { before: string; after: string }) {
  const [share, setShare] = useState(50);
  const [aspects, setAspects] = useState<Record<string, number>>({});
  const picture = {
    className: 'absolute inset-0 size-full object-contain',
    onLoad: ({ currentTarget: { src, naturalWidth, naturalHeight } }: SyntheticEvent<HTMLImageElement>) =>
      setAspects((known) => ({ ...known, [src]: naturalWidth / naturalHeight })),
  };
  return (
    <div className="grid min-h-0 grow place-items-center [container-type:size]">
      <div style={boxAround(Object.values(aspects))} className="has-focus-visible:outline-primary relative size-full overflow-hidden rounded-xl has-focus-visible:outline-2">
        <img src={after} alt={texts.after} {...picture} />
        <img src={before} alt={texts.before} style={{ clipPath: `inset(0 ${100 - share}% 0 0)` }} {...picture} />
        <span aria-hidden="true" style={{ left: `${share}%` }} className="bg-raised absolute inset-y-0 w-0.5 -translate-x-1/2 shadow">
          <span className="raised absolute top-1/2 left-1/2 grid size-11 -translate-1/2 place-items-center rounded-full">
            <span className="icon-[lucide--chevrons-left-right] size-5" />
          </span>
        </span>
        <p aria-hidden="true" className="absolute inset-x-3 top-3 flex flex-wrap justify-between gap-2 text-sm *:rounded-full *:bg-raised/85 *:px-3 *:py-1">
          <span>{texts.before}</span>
          <span>{texts.after}</span>
        </p>
        <input
          type="range"
          aria-label={texts.line}
          min={0}
          max={100}
          value={share}
          onInput={({ currentTarget }) => setShare(currentTarget.valueAsNumber)}
          className="absolute inset-0 size-full touch-pan-y opacity-0"
        />
      </div>
    </div>
  );
}

/** The smallest box in which pictures of these proportions are as large as in the container; all of it, until they are known. */
function boxAround(aspects: number[]) {
  if (aspects.length === 0) return {};
  const [narrowest, widest] = [Math.min(...aspects), Math.max(...aspects)];
  return { width: `min(100cqw, 100cqh * ${widest})`, height: `min(100cqh, 100cqw / ${narrowest})` };
}
