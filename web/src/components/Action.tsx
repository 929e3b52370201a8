import { Button } from './Button';
import { IconButton } from './IconButton';

/** `symbol`: only the icon, with the text as its name. `tool`: a small one, in a narrow container with the text below the icon. */
export type ActionLook = 'button' | 'symbol' | 'tool' | undefined;

type Props = {
  icon: string;
  text: string;
  /** More than the text says. */
  title?: string;
  look?: ActionLook;
  /** Whether it is on; undefined for an action that has no state. */
  pressed?: boolean;
  onClick: () => void;
};

/** A button of a generation, in words or as a symbol. */
export function Action({ icon, text, title, look = 'button', pressed, onClick }: Props) {
  const drawing = <span aria-hidden="true" className={`size-4 ${icon} ${pressed ? 'text-destructive' : ''}`} />;
  const shared = { 'aria-pressed': pressed, onClick, ...(title && { title }) };
  if (look === 'button') {
    return (
      <Button {...shared} className="tabular-nums">
        {drawing}
        <span>{text}</span>
      </Button>
    );
  }
  if (look === 'symbol') {
    return <IconButton {...shared} icon={`${icon} size-4`} label={text} />;
  }
  return (
    <button {...shared} type="button" className={TOOL}>
      {drawing}
      <span>{text}</span>
    </button>
  );
}

const TOOL =
  'text-muted-foreground hover:text-foreground hover:bg-muted flex grow basis-0 flex-col items-center gap-0.5 py-2 text-center rounded-md text-[0.6875rem] leading-tight tabular-nums transition ' +
  '@[40rem]:min-h-11 @[40rem]:grow-0 @[40rem]:basis-auto @[40rem]:flex-row @[40rem]:gap-1.5 @[40rem]:px-2 @[40rem]:text-sm';
