import { ErrorBoundary } from '@/components/ErrorBoundary';
import { Confirm } from '@/features/auth/Confirm';

/** The page that a link in a mail leads to. */
export function AuthConfirm() {
  return (
    <ErrorBoundary>
      <Confirm />
    </ErrorBoundary>
  );
}
