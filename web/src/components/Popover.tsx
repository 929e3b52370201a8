import { type ReactNode, useEffect, useRef } from 'react';

type Props = {
  id: string;
  label: string;
  trigger: ReactNode;
  triggerClass: string;
  /** Classes of the panel, usually its width. */
  className?: string;
  onOpen?: () => void;
  children: ReactNode;
};

const GAP = 8;
const MARGIN = 16;
const PHONE = 640;

/** A button that opens a panel beside it: native popover, closed by Esc, by a click beside it, or by its button. */
export function Popover({ id, label, trigger, triggerClass, className = 'w-72', onOpen, children }: Props) {
  const button = useRef<HTMLButtonElement>(null);
  const panel = useRef<HTMLDivElement>(null);
  const put = () => {
    if (button.current && panel.current) place(panel.current, button.current);
  };
  // A link in the panel jumped within the page: close the panel, which would cover the target. A turned phone moves the button.
  useEffect(() => {
    const close = () => panel.current?.hidePopover?.();
    addEventListener('hashchange', close);
    addEventListener('resize', put);
    return () => {
      removeEventListener('hashchange', close);
      removeEventListener('resize', put);
    };
  }, []);
  return (
    <>
      <button ref={button} type="button" popoverTarget={id} aria-label={label} className={triggerClass}>
        {trigger}
      </button>
      <div
        ref={panel}
        id={id}
        popover="auto"
        className={`menu raised fixed max-w-[calc(100vw-2rem)] rounded-lg p-2 ${className}`}
        onBeforeToggle={({ newState }) => {
          put();
          if (newState === 'open') onOpen?.();
        }}
      >
        {children}
      </div>
    </>
  );
}

/**
 * Place the panel below the button, or above a button in the lower half of the window, right-aligned with it unless it would leave
 * the screen (phones). The panel of a button in the header is below the whole bar.
 */
function place(panel: HTMLElement, button: HTMLElement): void {
  const { top, right } = button.getBoundingClientRect();
  const { bottom } = (button.closest('header > .glass') ?? button).getBoundingClientRect();
  const { clientWidth: width, clientHeight: height } = document.documentElement;
  const below = bottom < height / 2;
  panel.style.top = below ? `${bottom + GAP}px` : 'auto';
  panel.style.bottom = below ? 'auto' : `${height - top + GAP}px`;
  panel.style.right = `${width < PHONE ? MARGIN : Math.max(MARGIN, width - right)}px`;
}
