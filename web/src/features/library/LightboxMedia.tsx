import { useState } from 'react';

import { format } from '@/lib/format';
import { aspectOf, isUnfinished } from '@/lib/generations';
import { prefersLessMotion } from '@/lib/motion';
import { failureWords, progressWords } from '@/lib/status-words';
import { lightbox, generationTexts as texts } from '@/texts';

import type { LibraryRow } from './filter';
import { ZoomablePicture } from './ZoomablePicture';

/** The picture or video; otherwise its progress or error. `className` sets its size. It takes its place before the file is loaded. */
export function LightboxMedia({ row, className }: { row: LibraryRow; className: string }) {
  const [broken, setBroken] = useState(false);
  if (isUnfinished(row)) return <InTheMaking row={row} />;
  if (row.status === 'failed') {
    const icon = row.failure_reason === 'cancelled' ? 'icon-[lucide--circle-slash]' : 'icon-[lucide--cloud-alert]';
    return <Words icon={icon} text={`${failureWords(row)} ${texts.refunded(row.credits_used)}`} />;
  }
  if (broken) return <Words icon="icon-[lucide--image-off]" text={lightbox.mediaFailed} />;
  const shared = { src: row.media_url, onError: () => setBroken(true), className: `object-contain ${className}`, style: { aspectRatio: String(aspectOf(row)) } };
  if (row.media_type === 'video') return <video {...shared} poster={row.thumbnail_url || undefined} controls autoPlay={!prefersLessMotion()} loop muted playsInline aria-label={row.prompt} />;
  return <ZoomablePicture {...shared} alt={row.prompt} />;
}

/** As in the pane: a shape that becomes sharp with the progress. */
function InTheMaking({ row }: { row: LibraryRow }) {
  return (
    <div className={`${row.status === 'waiting' ? '' : 'developing'} grid place-items-center place-self-stretch *:relative`} style={{ '--progress': row.progress }}>
      <Words icon="icon-[lucide--hourglass]" text={progressOf(row)} />
    </div>
  );
}

function Words({ icon, text }: { icon: string; text: string }) {
  return (
    <p className="grid max-w-md justify-items-center gap-4 px-18 py-24 text-center text-balance">
      <span aria-hidden="true" className={`text-primary size-8 ${icon}`} />
      <span>{text}</span>
    </p>
  );
}

function progressOf(row: LibraryRow): string {
  return row.progress > 0 ? `${progressWords(row)}: ${format.percent(row.progress)}` : progressWords(row);
}

