import { ErrorBoundary } from '@/components/ErrorBoundary';
import { LoginForm } from '@/features/auth/LoginForm';

/** The login form. */
export function Login() {
  return (
    <ErrorBoundary>
      <LoginForm />
    </ErrorBoundary>
  );
}
