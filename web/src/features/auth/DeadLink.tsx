import { buttonClass } from '@/components/button-class';
import { EmptyState } from '@/components/EmptyState';
import { callback, updatePassword } from '@/texts';

type Props = { title: string; text: string; again?: '/forgot-password' };

/** A link out of a mail that does not work (any more), and the ways on. */
export function DeadLink({ title, text, again }: Props) {
  return (
    <div role="alert" className="-mx-6 -my-8 sm:mx-0">
      <EmptyState level="h1" icon="icon-[lucide--unlink]" title={title} text={text}>
        {again && (
          <a href={again} className={`${buttonClass({ look: 'primary' })} max-sm:grow`}>
            {updatePassword.askAgain}
          </a>
        )}
        <a href="/login" className={`${buttonClass({ look: again ? 'plain' : 'primary' })} max-sm:grow`}>
          {callback.toLogin}
        </a>
      </EmptyState>
    </div>
  );
}
