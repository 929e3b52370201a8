import { Button } from '@/components/Button';
import type { Elements } from '@/components/elements';
import { returnTexts as texts } from '@/texts';

type Props = { text: string; onDismiss?: (() => void) | undefined; children?: Elements };

/** The words and buttons of a notice. The buttons are at the end of the line, or below the words if there is no room. */
export function NoticeRow({ text, onDismiss, children }: Props) {
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-2 sm:gap-y-4">
      <p className="grow">{text}</p>
      <div className="flex grow flex-wrap items-center gap-2 sm:-my-1.5 sm:grow-0">
        {children}
        {onDismiss && (
          <Button size="small" look="ghost" className="text-muted-foreground -mr-2 ml-auto" onClick={onDismiss}>
            {texts.dismiss}
          </Button>
        )}
      </div>
    </div>
  );
}
