import { ErrorBoundary } from '@/components/ErrorBoundary';
import { SignupForm } from '@/features/auth/SignupForm';

/** The sign-up form. */
export function Signup() {
  return (
    <ErrorBoundary>
      <SignupForm />
    </ErrorBoundary>
  );
}
