import { ConnectionNotice } from '@/components/ConnectionNotice';
import { ErrorBoundary } from '@/components/ErrorBoundary';

/** The header's message about the connection. */
export function Connection() {
  return (
    <ErrorBoundary small>
      <ConnectionNotice />
    </ErrorBoundary>
  );
}
