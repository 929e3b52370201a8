import { useLayoutEffect, useMemo } from 'react';

import { modals } from '@/lib/modals';
import { useStore } from '@/lib/store';
import { library } from '@/texts';

import { type Active, type CardHandlers, useCardActions } from './card-actions';
import type { LibraryRow } from './filter';
import { MediaCard } from './MediaCard';
import type { Selection } from './selection';
import { useMergeUnseen } from './use-merge-unseen';
import { useSheet } from './use-sheet';

type Props = CardHandlers & {
  rows: LibraryRow[];
  /** How many of the rows arrived and are above the others. */
  fresh: number;
  /** Called when they can join the others and nobody sees a card move. */
  onMerge: () => void;
  more: boolean;
  busy: boolean;
  search: string;
  selection: Selection;
  active: Active | null;
  nameOfModel: (id: string | null) => string;
};

/** The cards in justified rows. The page contains only the cards near the screen, the first card and the active one. */
export function MediaSheet({ rows, fresh, onMerge, more, busy, search, selection, active, nameOfModel, ...handlers }: Props) {
  const { ref, ready, sheet, near } = useSheet(rows, fresh);
  useMergeUnseen(ref, fresh, onMerge);
  const activeIndex = Math.max(0, rows.findIndex(({ id }) => id === active?.id));
  const actions = useCardActions(rows, sheet, selection, handlers);
  const names = useMemo(() => new Map(rows.map(({ model_id }) => [model_id, nameOfModel(model_id)])), [rows, nameOfModel]);
  // Cards below an open dialog cannot get the focus.
  const covered = useStore(modals).length > 0;
  useLayoutEffect(() => {
    if (active?.focus && !covered) ref.current?.querySelector<HTMLElement>('[data-active] button')?.focus();
  }, [active, covered, ref]);
  const inPage = rows.flatMap((row, index) => {
    const box = sheet.boxes[index];
    const wanted = (index >= near.from && index < near.to) || index === 0 || index === activeIndex;
    return box && wanted ? [{ row, index, box }] : [];
  });
  return (
    // Wider than the cards, so that it does not cut off the frame of a card at the edge.
    <div className="relative -mx-1 overflow-x-clip px-1">
      {sheet.earlier !== null && (
        <>
          <Title text={library.fresh} y={0} />
          <Title text={library.earlier} y={sheet.earlier} />
        </>
      )}
      <div ref={ref} role="list" aria-busy={busy} style={{ height: sheet.height }} className="relative [overflow-anchor:none]">
        {ready &&
          inPage.map(({ row, index, box }) => (
            <MediaCard
              key={row.id}
              row={row}
              x={box.x}
              y={box.y}
              width={box.width}
              height={box.height}
              place={index + 1}
              of={more ? -1 : rows.length}
              active={index === activeIndex}
              selected={selection.ids.has(row.id)}
              selecting={selection.ids.size > 0}
              search={search}
              modelName={names.get(row.model_id) ?? ''}
              actions={actions}
            />
          ))}
      </div>
    </div>
  );
}

function Title({ text, y }: { text: string; y: number }) {
  return (
    <h3 style={{ transform: `translateY(${y}px)` }} className="text-muted-foreground absolute top-0 left-1 h-8 px-1 text-sm leading-6 font-medium">
      {text}
    </h3>
  );
}
