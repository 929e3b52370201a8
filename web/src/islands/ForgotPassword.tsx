import { ErrorBoundary } from '@/components/ErrorBoundary';
import { ForgotPasswordForm } from '@/features/auth/ForgotPasswordForm';

/** The form that asks for a recovery mail. */
export function ForgotPassword() {
  return (
    <ErrorBoundary>
      <ForgotPasswordForm />
    </ErrorBoundary>
  );
}
