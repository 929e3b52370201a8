import { library } from '@/texts';

type Props = { on: boolean; prompt: string; tabIndex: number; onPress: () => void };

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
        <span aria-hidden="true" className={`icon-[lucide--heart] size-4 ${on ? 'text-destructive' : ''}`} />
      </span>
    </button>
  );
}
