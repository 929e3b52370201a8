import { ServiceError } from '@/lib/service';
import { retryAfter, serviceErrors } from '@/texts';

/** The message for an error of the service. */
export function wordsForService(problem: unknown): string {
  if (!(problem instanceof ServiceError)) return serviceErrors['unavailable'] ?? '';
  const words = serviceErrors[problem.code] ?? serviceErrors['unavailable'] ?? '';
  return problem.retryAfterSeconds ? `${words} ${retryAfter(problem.retryAfterSeconds)}` : words;
}
