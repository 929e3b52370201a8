import { generationTexts as texts } from '@/texts';

type Props = { name: string; tabIndex: number; onPress: () => void };

/** Shows a result over the picture that it was made from. Stands in the lower corner of the picture, above the caption. */
export function BeforeAfterButton({ name, tabIndex, onPress }: Props) {
  return (
    <button
      type="button"
      tabIndex={tabIndex}
      title={texts.beforeAfter}
      aria-label={`${texts.beforeAfter}: ${name}`}
      onClick={onPress}
      className="absolute bottom-14 left-0 grid size-11 place-items-center rounded-lg"
    >
      <span className="bg-raised/85 hover:text-primary grid size-7 place-items-center rounded-full">
        <span aria-hidden="true" className="icon-[lucide--columns-2] size-3.5" />
      </span>
    </button>
  );
}
