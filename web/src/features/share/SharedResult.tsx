import { useState } from 'react';

import { buttonClass } from '@/components/button-class';
import { prefersLessMotion } from '@/lib/motion';
import { sharedPage as texts } from '@/texts';

import type { SharedResult as Result } from './api';

/** The picture or video, with its prompt if the owner shows it. */
export function SharedResult({ result }: { result: Result }) {
  const { prompt, model, width, height } = result;
  return (
    <>
      <figure className="grid justify-items-center gap-4">
        <div className="viewfinder max-w-full p-3 sm:p-4">
          <Media result={result} />
        </div>
        <figcaption className="text-muted-foreground flex flex-wrap justify-center gap-x-4 text-sm tabular-nums">
          <span>{texts.madeWith(model)}</span>
          {width && height ? <span>{texts.size(width, height)}</span> : null}
        </figcaption>
      </figure>
      <div className="mx-auto grid max-w-2xl justify-items-center gap-6 text-center">
        <h1 dir="auto" className={prompt ? 'text-lg leading-relaxed whitespace-pre-wrap [overflow-wrap:anywhere]' : 'sr-only'}>
          {prompt ?? texts.noPrompt}
        </h1>
        <a href="/" className={buttonClass({ look: 'vivid', size: 'large' })}>
          {texts.make}
        </a>
      </div>
    </>
  );
}

/** As large as the file, or as the screen allows: known before the file is loaded. */
function sizeOf({ width, height }: Result) {
  if (!width || !height) return {};
  return { aspectRatio: `${width} / ${height}`, width: `min(${width}px, ${(70 * width) / height}dvh)` };
}

function Media({ result }: { result: Result }) {
  const [broken, setBroken] = useState(false);
  if (broken) return <p className="px-8 py-24">{texts.mediaFailed}</p>;
  const shared = {
    src: result.media_url,
    onError: () => setBroken(true),
    className: 'bg-muted max-h-[70dvh] max-w-full',
    style: sizeOf(result),
  };
  const label = result.prompt ?? texts.noPrompt;
  if (result.media_type === 'image') return <img {...shared} alt={label} />;
  return <video {...shared} poster={result.thumbnail_url ?? undefined} aria-label={label} controls autoPlay={!prefersLessMotion()} loop muted playsInline />;
}
