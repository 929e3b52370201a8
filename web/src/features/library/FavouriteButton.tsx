import { library } from '@/texts';

type Props = { on: boolean; prompt: string; tabIndex: number; onPress: () => void };

/** The outline of the icon, which Lucide has not filled. */
const HEART = 'M2 9.5a5.5 5.5 0 0 1 9.591-3.676a.56.56 0 0 0 .818 0A5.49 5.49 0 0 1 22 9.5c0 2.29-1.5 4-3 5.5l-5.492 5.313a2 2 0 0 1-3 .019L5 15c-1.5-1.5-3-3.2-3-5.5';

/** Marks a result as a favourite. With a mouse, a button that is off is visible only while its card is pointed at or has the focus. */
export function FavouriteButton({ on, prompt, tabIndex, onPress }: Props) {
  const shown = on ? '' : 'pointer-fine:opacity-0 group-hover:opacity-100 group-focus-within:opacity-100';
  return (
    <button
      type="button"
      tabIndex={tabIndex}
      aria-pressed={on}
      aria-label={library.favourite(prompt)}
      onClick={onPress}
      className={`absolute top-0 right-0 grid size-11 place-items-center rounded-lg transition-opacity ${shown}`}
    >
      <span className="bg-raised/70 grid size-7 place-items-center rounded-full">
        {on ? (
          <svg aria-hidden="true" viewBox="0 0 24 24" className="text-destructive size-4.5">
            <path fill="currentColor" d={HEART} />
          </svg>
        ) : (
          <span aria-hidden="true" className="icon-[lucide--heart] size-4" />
        )}
      </span>
    </button>
  );
}
