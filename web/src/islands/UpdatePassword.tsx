import { ErrorBoundary } from '@/components/ErrorBoundary';
import { UpdatePasswordForm } from '@/features/auth/UpdatePasswordForm';

/** The form for a new password. */
export function UpdatePassword() {
  return (
    <ErrorBoundary>
      <UpdatePasswordForm />
    </ErrorBoundary>
  );
}
