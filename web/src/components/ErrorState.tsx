import { common, failure } from '@/texts';

import { Button } from './Button';
import { EmptyState } from './EmptyState';

type Props = { title?: string; text?: string; onRetry: () => void };

export function ErrorState({ title = failure.unreachableTitle, text = failure.unreachable, onRetry }: Props) {
  return (
    <div role="alert">
      <EmptyState icon="icon-[lucide--cloud-off]" title={title} text={text}>
        <Button look="primary" onClick={onRetry}>
          {common.tryAgain}
        </Button>
      </EmptyState>
    </div>
  );
}
