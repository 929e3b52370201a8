import { Button } from './Button';

type Props = {
  icon: string;
  text: string;
  /** Only the icon, with the text as its name. */
  symbols?: boolean;
  onClick: () => void;
};

/** A button of a generation, in words or as a symbol. */
export function Action({ icon, text, symbols = false, onClick }: Props) {
  const drawing = <span aria-hidden="true" className={`size-4 ${icon}`} />;
  if (!symbols) {
    return (
      <Button onClick={onClick} className="tabular-nums">
        {drawing}
        <span>{text}</span>
      </Button>
    );
  }
  return (
    <button
      type="button"
      aria-label={text}
      title={text}
      onClick={onClick}
      className="text-muted-foreground hover:text-foreground hover:bg-muted grid size-11 shrink-0 place-items-center rounded-md transition"
    >
      {drawing}
    </button>
  );
}
