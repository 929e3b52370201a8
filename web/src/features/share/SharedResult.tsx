import { buttonClass } from '@/components/button-class';
import { sharedPage as texts } from '@/texts';

import type { SharedResult as Result } from './api';
import { Download } from './Download';
import { SharedMedia } from './SharedMedia';

/** The picture or video, with its prompt if the owner shows it. */
export function SharedResult({ result }: { result: Result }) {
  const { prompt, model, width, height } = result;
  return (
    <>
      <figure className="grid justify-items-center gap-4">
        <div className="viewfinder max-w-full p-3 sm:p-4">
          <SharedMedia result={result} height={70} />
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
        <div className="flex flex-wrap justify-center gap-3">
          <a href="/" className={buttonClass({ look: 'vivid', size: 'large' })}>
            {texts.make}
          </a>
          <Download result={result} size="large" />
        </div>
      </div>
    </>
  );
}
