import { Button } from './Button';

/** `symbol`: only the icon, with the text as its name. `tool`: a small one, in a narrow container with the text below the icon. */
export type ActionLook = 'button' | 'symbol' | 'tool' | undefined;

type Props = {
  icon: string;
  text: string;
  look?: ActionLook;
  /** Whether it is on; undefined for an action that has no state. */
  pressed?: boolean;
  onClick: () => void;
};

/** A button of a generation, in words or as a symbol. */
export function Action({ icon, text, look = 'button', pressed, onClick }: Props) {
  const drawing = <span aria-hidden="true" className={`size-4 ${icon} ${pressed ? 'text-destructive' : ''}`} />;
  const shared = { 'aria-pressed': pressed, onClick };
  if (look === 'button') {
    return (
      <Button {...shared} className="tabular-nums">
        {drawing}
        <span>{text}</span>
      </Button>
    );
  }
  if (look === 'symbol') {
    return (
      <button {...shared} type="button" aria-label={text} title={text} className={`${QUIET} grid size-11 shrink-0 place-items-center`}>
        {drawing}
      </button>
    );
  }
  return (
    <button {...shared} type="button" className={`${QUIET} ${TOOL}`}>
      {drawing}
      <span>{text}</span>
    </button>
  );
}

const QUIET = 'text-muted-foreground hover:text-foreground hover:bg-muted rounded-md transition';
const TOOL =
  'flex grow basis-0 flex-col items-center gap-0.5 py-2 text-center text-[0.6875rem] leading-tight tabular-nums ' +
  '@[40rem]:min-h-11 @[40rem]:grow-0 @[40rem]:basis-auto @[40rem]:flex-row @[40rem]:gap-1.5 @[40rem]:px-2 @[40rem]:text-sm';
