import { Button } from '@/components/Button';
import { buttonClass } from '@/components/button-class';
import { EmptyState } from '@/components/EmptyState';
import { HOME } from '@/lib/paths';
import { looksSignedIn } from '@/lib/visitor';
import { callback, common, updatePassword } from '@/texts';

type Props = { title: string; text: string; again?: '/forgot-password'; onRetry?: (() => void) | undefined };

/** Shown for a link from a mail that is invalid or expired. */
export function DeadLink({ title, text, again, onRetry }: Props) {
  const signedIn = looksSignedIn();
  const otherWay = Boolean(onRetry ?? again);
  return (
    <div role="alert" className="-mx-3 -my-8 sm:mx-0">
      <EmptyState level="h1" icon="icon-[lucide--unlink]" title={title} text={text}>
        {onRetry && (
          <Button look="primary" onClick={onRetry} className="max-sm:grow">
            {common.tryAgain}
          </Button>
        )}
        {again && (
          <a href={again} className={`${buttonClass({ look: 'primary' })} max-sm:grow`}>
            {updatePassword.askAgain}
          </a>
        )}
        <a
          href={signedIn ? HOME : '/login'}
          className={`${buttonClass({ look: otherWay ? 'plain' : 'primary' })} max-sm:grow`}
        >
          {signedIn ? updatePassword.openStudio : callback.toLogin}
        </a>
      </EmptyState>
    </div>
  );
}
