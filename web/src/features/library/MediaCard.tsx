import { memo, useState } from 'react';

import { ringOver } from '@/components/ring-over';
import { format } from '@/lib/format';
import { isFavourite } from '@/lib/favourites';
import { isUnfinished } from '@/lib/generations';
import { hasBefore } from '@/lib/input-picture';
import { failureWords, progressWords } from '@/lib/status-words';
import { library } from '@/texts';

import { BeforeAfterButton } from './BeforeAfterButton';
import type { CardActions } from './card-actions';
import type { LibraryRow } from './filter';
import { FavouriteButton } from './FavouriteButton';
import type { Box } from './justify';
import { useLongPress } from './long-press';
import { MarkedText } from './MarkedText';
import { MediaThumb } from './MediaThumb';

type Props = Omit<Box, 'row'> & {
  row: LibraryRow;
  /** The card's position in the list, from 1. */
  place: number;
  /** How many cards the list has; -1 if that is unknown. */
  of: number;
  active: boolean;
  selected: boolean;
  selecting: boolean;
  search: string;
  modelName: string;
  actions: CardActions;
};

/** The results of a set often have the same prompt. */
function nameOf({ prompt, set_position, set_size }: LibraryRow): string {
  return set_size > 1 ? `${prompt} (${library.placeInSet(set_position + 1, set_size)})` : prompt;
}

const WIDE = 220;
/** The width of a letter of a caption, on average. */
const LETTER = 7.5;
/** A narrower caption has the time below the day, because beside it would be cut off. */
const ROOM_FOR_TIME = 112;
/** A narrower caption has no room for a button beside the time. */
const ROOM_FOR_BUTTON = 160;
/** A narrower picture has no room for its two round buttons beside each other. */
const ROOM_FOR_TWO = 88;
/** A narrower one has no room for them and the place in the set: it shows a favourite, but is made one where it is opened. */
const ROOM_FOR_THREE = 140;
/** A narrower picture has no room for the word "failed" in every language. */
const ROOM_FOR_WORDS = 140;
const BUTTON = 44;

function hasWholePrompt({ row, width }: Pick<Props, 'row' | 'width'>): boolean {
  return row.prompt.length * LETTER > width && width >= ROOM_FOR_BUTTON;
}

/** The ring of a selected card, above its picture, which grows under the pointer. */
const SELECTED = "after:border-primary after:absolute after:inset-0 after:rounded-lg after:border-3 after:content-['']";

/** A generation in the library. Memoised, because a scroll or a selection changes few of the cards. */
export const MediaCard = memo(function MediaCard(props: Props) {
  const { row, x, y, width, height, place, of, active, selected, selecting, actions } = props;
  const [reading, setReading] = useState(false);
  const { handlers, wasLong } = useLongPress(() => actions.select(row.id, false));
  const tabIndex = active ? 0 : -1;
  const name = nameOf(row);
  return (
    <div
      role="listitem"
      aria-posinset={place}
      aria-setsize={of}
      data-active={active || undefined}
      style={{ transform: `translate(${x}px, ${y}px)`, width, height }}
      className="group absolute top-0 left-0 transition-transform duration-200 in-data-still:transition-none"
    >
      <button
        type="button"
        tabIndex={tabIndex}
        {...handlers}
        onClick={({ shiftKey }) => wasLong() || actions.press(row.id, shiftKey)}
        onFocus={() => actions.activate(row.id)}
        onKeyDown={(event) => actions.key(row.id, event)}
        aria-label={selecting ? library.select(name) : library.open(name)}
        aria-pressed={selecting ? selected : undefined}
        className={`flex size-full flex-col rounded-lg text-left select-none [-webkit-touch-callout:none] ${ringOver}`}
      >
        <span className={`bg-muted relative block w-full grow overflow-hidden rounded-lg ${selected ? SELECTED : ''}`}>
          <Inside row={row} width={width} />
          <TypeBadge type={row.media_type} />
          {row.set_size > 1 && <SetMark {...{ row, width }} />}
          {reading && <Prompt {...props} />}
        </span>
        <Caption {...props} />
      </button>
      {row.status === 'completed' && width >= (isFavourite(row) ? ROOM_FOR_TWO : ROOM_FOR_THREE) && (
        <FavouriteButton on={isFavourite(row)} prompt={name} tabIndex={tabIndex} onPress={() => actions.favourite(row.id)} />
      )}
      {/* While cards are selected, a tap on a card does nothing else. */}
      {!selecting && hasBefore(row) && <BeforeAfterButton name={name} tabIndex={tabIndex} onPress={() => actions.beforeAfter(row.id)} />}
      <SelectBox {...{ row, selected, selecting, tabIndex, actions }} />
      {hasWholePrompt(props) && (
        <button
          type="button"
          tabIndex={tabIndex}
          aria-expanded={reading}
          aria-label={library.wholePrompt(name)}
          onClick={() => setReading(!reading)}
          className="text-muted-foreground hover:text-foreground absolute right-0 bottom-1 grid size-11 place-items-center rounded-md"
        >
          <span aria-hidden="true" className={`size-4 ${reading ? 'icon-[lucide--x]' : 'icon-[lucide--text]'}`} />
        </button>
      )}
    </div>
  );
});

function SelectBox({ row, selected, selecting, tabIndex, actions }: Pick<Props, 'row' | 'selected' | 'selecting' | 'actions'> & { tabIndex: number }) {
  const shown = selected || selecting ? '' : 'pointer-fine:opacity-0 group-hover:opacity-100 group-focus-within:opacity-100';
  return (
    <button
      type="button"
      role="checkbox"
      aria-checked={selected}
      tabIndex={tabIndex}
      aria-label={library.select(nameOf(row))}
      onClick={({ shiftKey }) => actions.select(row.id, shiftKey)}
      className={`absolute top-0 left-0 grid size-11 place-items-center rounded-lg transition-opacity ${shown}`}
    >
      <span className={`grid size-6 place-items-center rounded-full border-2 ${selected ? 'bg-primary border-primary text-primary-foreground' : 'bg-raised border-edge'}`}>
        {selected && <span aria-hidden="true" className="icon-[lucide--check] size-4" />}
      </span>
    </button>
  );
}

/** Two lines: the prompt, or where the search matched it; then time, credits and model. The title says what a narrow card cuts off. */
function Caption({ row, width, search, modelName }: Props) {
  const long = hasWholePrompt({ row, width });
  const wide = width - (long ? BUTTON : 0) >= WIDE;
  const narrow = width < ROOM_FOR_TIME;
  return (
    <span title={`${row.prompt}\n${format.dateTime(row.created_at)}`} className={`grid h-14 shrink-0 px-1 text-sm ${narrow ? 'content-start pt-2' : 'content-center gap-0.5'} ${long ? 'pr-11' : ''}`}>
      <span dir="auto" className="truncate text-start font-medium">
        <MarkedText text={row.prompt} search={search} inView />
      </span>
      {narrow ? (
        <span className="text-muted-foreground grid text-xs/3.5 tabular-nums">
          <span>{format.shortDay(row.created_at)}</span>
          <span>{format.time(row.created_at)}</span>
        </span>
      ) : (
        <span className="text-muted-foreground flex gap-2 overflow-hidden text-xs tabular-nums">
          <span className={wide ? 'shrink-0' : 'truncate'}>
            <span>{format.shortTime(row.created_at)}</span>
            {row.status !== 'failed' && wide && <Cost credits={row.credits_used} />}
          </span>
          {wide && <span className="truncate">{modelName}</span>}
        </span>
      )}
    </span>
  );
}

/** The whole prompt over the picture. */
function Prompt({ row, search }: Props) {
  return (
    <span dir="auto" className="bg-raised/92 absolute inset-0 overflow-y-auto p-3 pt-11 text-start text-sm [overflow-wrap:anywhere] whitespace-pre-wrap">
      <MarkedText text={row.prompt} search={search} />
    </span>
  );
}

/** Credits; not shown for a failed generation, which was refunded. */
function Cost({ credits }: { credits: number }) {
  return (
    <>
      <span>{` · ${format.number(credits)}`}</span>
      <span aria-hidden="true" className="icon-[lucide--sparkles] ml-1 inline-block size-3 align-[-2px]" />
    </>
  );
}

function Inside({ row, width }: Pick<Props, 'row' | 'width'>) {
  if (isUnfinished(row)) return <RunningInside row={row} />;
  if (row.status === 'failed') return <FailedInside {...{ row, width }} />;
  return <MediaThumb row={row} />;
}

/** As in the pane: a shape that becomes sharp with the progress. */
function RunningInside({ row }: { row: LibraryRow }) {
  return (
    <span
      className={`${row.status === 'waiting' ? '' : 'developing'} grid size-full place-content-center justify-items-center gap-2 px-2 text-center text-balance`}
      style={{ '--progress': row.progress }}
    >
      {row.progress > 0 ? (
        <span className="relative text-2xl font-semibold tracking-tight tabular-nums">{format.percent(row.progress)}</span>
      ) : (
        <>
          <span aria-hidden="true" className="icon-[lucide--hourglass] relative size-7 opacity-70" />
          <span className="relative text-sm font-medium">{progressWords(row)}</span>
        </>
      )}
    </span>
  );
}

/** A narrow card has only the icon, below the circle that selects. */
function FailedInside({ row, width }: Pick<Props, 'row' | 'width'>) {
  const narrow = width < ROOM_FOR_WORDS;
  const cancelled = row.failure_reason === 'cancelled';
  const icon = cancelled ? 'icon-[lucide--circle-slash]' : 'icon-[lucide--cloud-alert] text-destructive';
  return (
    <span className={`grid size-full place-content-center justify-items-center gap-2 p-3 text-center ${narrow ? 'pt-11' : ''}`}>
      <span aria-hidden="true" className={`size-7 ${icon}`} />
      <span className={narrow ? 'sr-only' : 'text-sm font-medium'}>{cancelled ? library.cancelled : library.failed}</span>
      {!cancelled && !narrow && (
        <span className="text-muted-foreground line-clamp-3 text-xs max-[24rem]:hidden">{failureWords(row)}</span>
      )}
    </span>
  );
}

/** The generation's position in its set. Hidden from screen readers, because the card's name contains it. */
function SetMark({ row, width }: Pick<Props, 'row' | 'width'>) {
  const small = width < ROOM_FOR_THREE;
  return (
    <span aria-hidden="true" className={`bg-raised/85 absolute flex items-center gap-1.5 rounded-full text-xs font-medium whitespace-nowrap tabular-nums ${small ? 'right-1 bottom-1 h-6 px-2' : 'right-2 bottom-2 h-7 px-2.5'}`}>
      {!small && <span className="icon-[lucide--layers] size-3.5" />}
      <span>{library.placeInSet(row.set_position + 1, row.set_size)}</span>
    </span>
  );
}

function TypeBadge({ type }: { type: LibraryRow['media_type'] }) {
  return (
    <>
      <span className="sr-only">{library.typeNames[type]}</span>
      {type === 'video' && (
        <span aria-hidden="true" className="bg-raised/85 absolute bottom-2 left-2 grid size-7 place-items-center rounded-full">
          <span className="icon-[lucide--play] size-3.5" />
        </span>
      )}
    </>
  );
}
