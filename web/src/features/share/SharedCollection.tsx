import { type MouseEvent, useEffect, useEffectEvent, useState } from 'react';

import { Button } from '@/components/Button';
import { buttonClass } from '@/components/button-class';
import { EmptyState } from '@/components/EmptyState';
import { toast } from '@/lib/toasts';
import { webAddress } from '@/lib/web-address';
import { failure, sharedPage as texts } from '@/texts';

import type { SharedResult, SharedThing } from './api';
import { SharedViewer } from './SharedViewer';

/** How near to the last loaded result the viewer loads more. */
const NEAR_END = 3;

type Props = { thing: SharedThing; readMore: (offset: number) => Promise<SharedThing | null> };

/** The results of a collection in rows of one height; each opens in a viewer. */
export function SharedCollection({ thing, readMore }: Props) {
  const [more, setMore] = useState<SharedResult[]>([]);
  const [busy, setBusy] = useState(false);
  /** The place of the result in the viewer. */
  const [place, setPlace] = useState<number | null>(null);
  const results = [...thing.results, ...more];
  const opened = place === null ? undefined : results[place];

  async function addMore() {
    setBusy(true);
    try {
      const { results: next } = (await readMore(results.length)) ?? { results: [] };
      setMore([...more, ...next]);
    } catch {
      toast(failure.unreachable, 'bad');
    }
    setBusy(false);
  }
  const readOn = useEffectEvent(() => {
    if (place !== null && place >= results.length - NEAR_END && results.length < thing.total && !busy) void addMore();
  });
  useEffect(() => readOn(), [place]);

  return (
    <>
      <header className="grid gap-1">
        <h1 dir="auto" className="text-3xl font-semibold [overflow-wrap:anywhere]">
          {thing.name ?? texts.noPrompt}
        </h1>
        <p className="text-muted-foreground tabular-nums">{texts.count(thing.total)}</p>
      </header>
      <ul className="flex flex-wrap gap-3 [--row:9rem] sm:[--row:14rem] after:grow-[1000] after:content-['']">
        {results.map((result, index) => (
          <Item key={result.media_url} result={result} label={texts.openOne(index + 1)} onOpen={() => setPlace(index)} />
        ))}
      </ul>
      {thing.total === 0 && <EmptyState icon="icon-[lucide--images]" title={texts.empty} level="h2" />}
      <div className="flex flex-wrap justify-center gap-3">
        {results.length < thing.total && (
          <Button size="large" busy={busy} onClick={() => void addMore()}>
            {texts.more}
          </Button>
        )}
        <a href="/" className={buttonClass({ look: 'vivid', size: 'large' })}>
          {texts.make}
        </a>
      </div>
      {place !== null && opened && (
        <SharedViewer result={opened} place={place} total={thing.total} loaded={results.length} onTurn={setPlace} onClose={() => setPlace(null)} />
      )}
    </>
  );
}

/** A link to the file, so that it can be opened in a new tab as well. */
function Item({ result, label, onOpen }: { result: SharedResult; label: string; onOpen: () => void }) {
  const { width, height, prompt } = result;
  const ratio = (width ?? 1) / (height ?? 1);
  function open(event: MouseEvent) {
    if (event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    onOpen();
  }
  return (
    <li className="grid max-w-full content-start gap-1.5" style={{ flexGrow: 10 * ratio, flexBasis: `calc(${ratio} * var(--row))` }}>
      <a href={webAddress(result.media_url) ?? undefined} rel="noreferrer" onClick={open} aria-label={prompt ? `${label}: ${prompt}` : label} className="relative block overflow-hidden rounded-md">
        <Thumbnail result={result} ratio={ratio} />
        {result.media_type === 'video' && (
          <span aria-hidden="true" className="icon-[lucide--play] absolute inset-0 m-auto size-10 text-white drop-shadow" />
        )}
      </a>
      {prompt && (
        <p dir="auto" className="text-muted-foreground line-clamp-2 w-0 min-w-full text-sm [overflow-wrap:anywhere]">
          {prompt}
        </p>
      )}
    </li>
  );
}

/** A video without a thumbnail shows its first frame. */
function Thumbnail({ result, ratio }: { result: SharedResult; ratio: number }) {
  const shared = { className: 'bg-muted w-full object-cover', style: { aspectRatio: String(ratio) } };
  if (result.media_type === 'video' && !result.thumbnail_url) {
    return <video {...shared} src={`${result.media_url}#t=0.1`} preload="metadata" muted playsInline tabIndex={-1} />;
  }
  return <img {...shared} src={result.thumbnail_url || result.media_url} alt="" loading="lazy" />;
}
