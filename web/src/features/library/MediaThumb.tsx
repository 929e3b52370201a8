import { useRef, useState } from 'react';

import type { Generation } from '@/lib/generations';
import { prefersLessMotion } from '@/lib/motion';
import { lightbox } from '@/texts';

/** The picture or video. A video plays while the pointer is over its card or the card has the focus. */
export function MediaThumb({ row }: { row: Generation }) {
  const [broken, setBroken] = useState(false);
  if (broken) {
    return (
      <span className="@container block size-full">
        <span className="text-muted-foreground grid size-full place-content-center justify-items-center gap-2 p-4 text-center text-xs">
          <span aria-hidden="true" className="icon-[lucide--image-off] size-6" />
          {/* On a narrow card, the sentence would push the icon below the buttons of the card. */}
          <span className="@max-[9rem]:sr-only">{lightbox.mediaFailed}</span>
        </span>
      </span>
    );
  }
  if (row.media_type === 'video') return <VideoThumb row={row} onError={() => setBroken(true)} />;
  return (
    <img
      src={row.thumbnail_url || row.media_url}
      alt=""
      loading="lazy"
      decoding="async"
      onError={() => setBroken(true)}
      style={placeholderOf(row)}
      className="size-full bg-cover object-cover transition duration-500 group-hover:scale-[1.03]"
    />
  );
}

/** The placeholder as the background, which is visible until the thumbnail is loaded. */
function placeholderOf({ placeholder }: Generation) {
  return placeholder ? { backgroundImage: `url("${placeholder}")` } : undefined;
}

/**
 * If there is a thumbnail, the video is loaded only when it plays, and is hidden until then: some browsers draw a dark box before a
 * poster, and before the first frame.
 */
function VideoThumb({ row, onError }: { row: Generation; onError: () => void }) {
  const video = useRef<HTMLVideoElement>(null);
  const [played, setPlayed] = useState(false);
  const still = row.thumbnail_url;
  const play = () => void video.current?.play().catch(() => undefined);
  const pause = () => video.current?.pause();
  return (
    <span ref={(span) => whilePointedAt(span, play, pause)} style={placeholderOf(row)} className="relative block size-full bg-cover">
      {still && <img src={still} alt="" loading="lazy" decoding="async" className="size-full object-cover" />}
      <video
        ref={video}
        tabIndex={-1}
        src={`${row.media_url}#t=0.1`}
        preload={still ? 'none' : 'metadata'}
        muted
        loop
        playsInline
        onError={onError}
        onPlaying={() => setPlayed(true)}
        className={`absolute inset-0 size-full object-cover ${still && !played ? 'opacity-0' : ''}`}
      />
    </span>
  );
}

/** Listen on the card, because the pointer and the focus enter the card, not the video. */
function whilePointedAt(part: HTMLElement | null, start: () => void, stop: () => void) {
  const card = part?.closest<HTMLElement>('[role=listitem]');
  if (!card || prefersLessMotion()) return;
  const listening = new AbortController();
  for (const event of ['pointerenter', 'focusin']) card.addEventListener(event, start, listening);
  for (const event of ['pointerleave', 'focusout']) card.addEventListener(event, stop, listening);
  return () => listening.abort();
}
