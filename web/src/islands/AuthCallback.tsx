import { ErrorBoundary } from '@/components/ErrorBoundary';
import { Callback } from '@/features/auth/Callback';

/** The page that auth and OAuth providers redirect to. */
export function AuthCallback() {
  return (
    <ErrorBoundary>
      <Callback />
    </ErrorBoundary>
  );
}
