import { billingErrors, retryAfter } from '@/texts';

import { callService, ServiceError } from './service';
import { fieldsOf } from './unknown';

const STATUSES = ['paid', 'pending', 'failed', 'expired'] as const;

/**
 * The result of a checkout session: paid, payment on its way, payment failed, or session expired. `credits` are those of a pack;
 * `trial` means that a subscription began without a payment.
 */
export type Outcome = {
  status: (typeof STATUSES)[number];
  kind: 'subscription' | 'pack';
  credits: number | undefined;
  trial: boolean;
};

/** The result of one of the user's own checkout sessions. If it is `paid`, the service has granted the credits. @throws {ServiceError} */
export async function checkoutOutcome(sessionId: string): Promise<Outcome> {
  const query = new URLSearchParams({ session_id: sessionId });
  const { status, kind, credits, trial } = fieldsOf(await callService(`/api/check-session-status?${query}`, undefined, 'GET'));
  const known = STATUSES.find((name) => name === status);
  if (!known) throw new ServiceError('unavailable', 'The response has no known checkout status.');
  return {
    status: known,
    kind: kind === 'pack' ? 'pack' : 'subscription',
    credits: typeof credits === 'number' ? credits : undefined,
    trial: trial === true,
  };
}

/** The message for a failed billing request. */
export function wordsForBilling(problem: unknown): string {
  const code = problem instanceof ServiceError ? problem.code : 'unavailable';
  const words = billingErrors[code] ?? billingErrors['unavailable'] ?? '';
  const wait = problem instanceof ServiceError && problem.code === 'rate_limited' && problem.retryAfterSeconds;
  return wait ? `${words} ${retryAfter(wait)}` : words;
}
