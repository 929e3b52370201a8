import { common, failure } from '@/texts';

import { Button } from './Button';
import { EmptyState } from './EmptyState';

type Props = {
  title?: string;
  text?: string;
  /** Level of the heading. */
  level?: 'h1' | 'h2' | 'h3';
  /** Draw a card around it. */
  framed?: boolean;
  onRetry: () => void;
};

export function ErrorState({ title = failure.unreachableTitle, text = failure.unreachable, level, framed = false, onRetry }: Props) {
  return (
    <div role="alert" className={framed ? 'glass rounded-2xl' : undefined}>
      <EmptyState icon="icon-[lucide--cloud-off]" title={title} text={text} level={level}>
        <Button look="primary" onClick={onRetry}>
          {common.tryAgain}
        </Button>
      </EmptyState>
    </div>
  );
}
