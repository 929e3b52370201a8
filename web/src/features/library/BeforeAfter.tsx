import { useState } from 'react';

import { comparing as texts } from '@/texts';

/** Two pictures on top of each other. A slider moves the line that divides them. */
export function BeforeAfter({ before, after }: { before: string; after: string }) {
  const [share, setShare] = useState(50);
  const picture = 'absolute inset-0 size-full object-contain';
  return (
    <div className="has-focus-visible:outline-primary relative min-h-0 grow overflow-hidden rounded-xl has-focus-visible:outline-2">
      <img src={after} alt={texts.after} className={picture} />
      <img src={before} alt={texts.before} style={{ clipPath: `inset(0 ${100 - share}% 0 0)` }} className={picture} />
      <span aria-hidden="true" style={{ left: `${share}%` }} className="bg-raised absolute inset-y-0 w-0.5 -translate-x-1/2 shadow">
        <span className="raised absolute top-1/2 left-1/2 grid size-11 -translate-1/2 place-items-center rounded-full">
          <span className="icon-[lucide--chevrons-left-right] size-5" />
        </span>
      </span>
      <span className="bg-raised/85 absolute top-3 left-3 rounded-full px-3 py-1 text-sm">{texts.before}</span>
      <span className="bg-raised/85 absolute top-3 right-3 rounded-full px-3 py-1 text-sm">{texts.after}</span>
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
  );
}
