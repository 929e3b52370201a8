import { useState } from 'react';

import { prefersLessMotion } from '@/lib/motion';
import { sharedPage as texts } from '@/texts';

import type { SharedResult } from './api';

type Props = {
  result: SharedResult;
  /** How much of the screen's height it may take, in percent. */
  height: number;
};

/** The picture or video. It takes its place before the file is loaded. */
export function SharedMedia({ result, height }: Props) {
  const [broken, setBroken] = useState(false);
  if (broken) return <p className="px-8 py-24 text-center text-balance">{texts.mediaFailed}</p>;
  const shared = {
    src: result.media_url,
    onError: () => setBroken(true),
    className: 'bg-muted max-w-full',
    style: { maxHeight: `${height}dvh`, ...sizeOf(result, height) },
  };
  const label = result.prompt ?? texts.noPrompt;
  if (result.media_type === 'image') return <img {...shared} alt={label} />;
  return <video {...shared} poster={result.thumbnail_url ?? undefined} aria-label={label} controls autoPlay={!prefersLessMotion()} loop muted playsInline />;
}

/** As large as the file, or as the screen allows: known before the file is loaded. */
function sizeOf({ width, height }: SharedResult, most: number) {
  if (!width || !height) return {};
  return { aspectRatio: `${width} / ${height}`, width: `min(${width}px, ${(most * width) / height}dvh)` };
}
