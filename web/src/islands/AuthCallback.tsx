import { ErrorBoundary } from '@/components/ErrorBoundary';
import { Callback } from '@/features/auth/Callback';

/** Where a provider or auth sends the visitor back to. */
export function AuthCallback() {
  return (
    <ErrorBoundary>
      <Callback />
    </ErrorBoundary>
  );
}
