import { accessToken } from './supabase/auth';
import { fieldsOf, text } from './unknown';

/** An answer of the service that is not the wished one. `code` is stable; `field` names the input it is about. */
export class ServiceError extends Error {
  constructor(
    readonly code: string,
    message: string,
    readonly field?: string,
    readonly retryAfterSeconds?: number,
  ) {
    super(message);
    this.name = 'ServiceError';
  }
}

type Method = 'POST' | 'GET' | 'DELETE';

const TIMEOUT_MS = 45_000;

/**
 * Send JSON to the service as the signed-in user, by POST unless told otherwise.
 * @throws {ServiceError} code `unauthorized` without a session, `unreachable` without an answer, `unavailable` for an
 * answer that is none of the service's own, else the service's code
 */
export async function callService(path: string, body?: unknown, method: Method = 'POST'): Promise<unknown> {
  const response = await fetchService(path, method, body);
  return response.json().catch(() => null);
}

/** The same, with the answer as it came. @throws {ServiceError} likewise */
export async function fetchService(
  path: string,
  method: Method,
  body?: unknown,
  timeoutMs = TIMEOUT_MS,
): Promise<Response> {
  const token = await accessToken();
  if (!token) throw new ServiceError('unauthorized', 'Not signed in.');
  const response = await send(path, method, token, body, timeoutMs);
  if (!response.ok) throw toError(response, await response.json().catch(() => null));
  return response;
}

async function send(path: string, method: Method, token: string, body: unknown, timeoutMs: number): Promise<Response> {
  try {
    return await fetch(path, {
      method,
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body: body === undefined ? null : JSON.stringify(body),
      signal: AbortSignal.timeout(timeoutMs),
    });
  } catch {
    throw new ServiceError('unreachable', 'No answer.');
  }
}

function toError(response: Response, answer: unknown): ServiceError {
  const { code, message, field } = fieldsOf(fieldsOf(answer)['error']);
  if (typeof code !== 'string') return new ServiceError('unavailable', `HTTP ${response.status}`);
  const seconds = Number(response.headers.get('retry-after') ?? Number.NaN);
  return new ServiceError(code, text(message) ?? '', text(field), Number.isFinite(seconds) ? seconds : undefined);
}
