import { useEffect, useState } from 'react';

import { unlessReopened, useOpen } from '@/components/Dialog';
import { EmptyState } from '@/components/EmptyState';
import { IconButton } from '@/components/IconButton';
import { format } from '@/lib/format';
import { inputOf, isMadeFrom } from '@/lib/input-picture';
import { publicUrl } from '@/lib/media';
import { common, comparing as texts } from '@/texts';

import { readOne } from './api';
import { BeforeAfter } from './BeforeAfter';
import type { LibraryRow } from './filter';
import { LightboxMedia } from './LightboxMedia';

type Props = {
  userId: string;
  /** The second one may be the word `input`: the picture that the first was made from. */
  ids: [string, string];
  rows: LibraryRow[];
  nameOfModel: (id: string | null) => string;
  onClose: () => void;
};

/** Two results beside each other, or a result over the picture that it was made from. */
export default function Compare({ userId, ids, rows, nameOfModel, onClose }: Props) {
  const dialog = useOpen(true);
  const pair = usePair(userId, ids, rows);
  return (
    <dialog
      ref={dialog}
      aria-label={texts.label}
      onClose={unlessReopened(onClose)}
      className="sheet raised m-0 h-dvh max-h-none w-screen max-w-none flex-col gap-3 overflow-auto p-3 open:flex sm:p-4"
    >
      <header className="flex items-center justify-between gap-3">
        <h2 className="text-lg font-semibold">{texts.label}</h2>
        <IconButton icon="icon-[lucide--x] size-5" label={common.close} onClick={onClose} />
      </header>
      {pair === 'missing' && <EmptyState icon="icon-[lucide--image-off]" title={texts.missing} />}
      {Array.isArray(pair) && <Pair pair={pair} nameOfModel={nameOfModel} />}
    </dialog>
  );
}

type PairProps = { pair: [LibraryRow, LibraryRow | string] } & Pick<Props, 'nameOfModel'>;

function Pair({ pair: [one, other], nameOfModel }: PairProps) {
  if (typeof other === 'string') return <BeforeAfter before={publicUrl(other)} after={one.media_url} />;
  const pictures = one.media_type === 'image' && other.media_type === 'image';
  if (pictures && isMadeFrom(one, other)) return <BeforeAfter before={other.media_url} after={one.media_url} />;
  if (pictures && isMadeFrom(other, one)) return <BeforeAfter before={one.media_url} after={other.media_url} />;
  return (
    <div className="grid min-h-0 grow gap-3 md:grid-cols-2">
      {[one, other].map((row) => (
        <Side key={row.id} row={row} modelName={nameOfModel(row.model_id)} />
      ))}
    </div>
  );
}

function Side({ row, modelName }: { row: LibraryRow; modelName: string }) {
  return (
    <figure className="grid min-h-0 grid-rows-[minmax(0,1fr)_auto] gap-2">
      <div className="bg-muted/50 grid min-h-0 place-items-center overflow-hidden rounded-xl">
        <LightboxMedia row={row} className="max-h-[38dvh] w-full md:max-h-[calc(100dvh-10rem)]" />
      </div>
      <figcaption className="px-1 text-sm">
        <p dir="auto" className="line-clamp-2">{row.prompt}</p>
        <p className="text-muted-foreground text-xs tabular-nums">{[modelName, format.dateTime(row.created_at)].join(' · ')}</p>
      </figcaption>
    </figure>
  );
}

/** The two rows, from the list or the database; null while they are read. */
function usePair(userId: string, [one, other]: [string, string], rows: LibraryRow[]) {
  const [pair, setPair] = useState<[LibraryRow, LibraryRow | string] | 'missing' | null>(null);
  useEffect(() => {
    const find = async (id: string) => rows.find((row) => row.id === id) ?? (await readOne(userId, id));
    async function read() {
      const first = await find(one);
      const second = other === 'input' ? first && inputOf(first) : await find(other);
      setPair(first && second ? [first, second] : 'missing');
    }
    read().catch(() => setPair('missing'));
    // oxlint-disable-next-line react/exhaustive-deps -- finished rows never change
  }, [userId, one, other]);
  return pair;
}
