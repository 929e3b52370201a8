import { accessToken } from './supabase/auth';
import { fieldsOf, text } from './unknown';

/** An error response of the service. `code` is stable; `field` names the invalid input. */
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
 * Send JSON to the service as the signed-in user and return the JSON of the response.
 * @throws {ServiceError} with the code `unauthorized` without a session, `unreachable` without a response, `unavailable` for a
 * response that is not the service's, else with the service's code
 */
export async function callService(path: string, body?: unknown, method: Method = 'POST'): Promise<unknown> {
  const response = await fetchService(path, method, body);
  return response.json().catch(() => null);
}

/** Like `callService`, but returns the response itself. @throws {ServiceError} */
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
    throw new ServiceError('unreachable', 'The service did not respond.');
  }
}

function toError(response: Response, body: unknown): ServiceError {
  const { code, message, field } = fieldsOf(fieldsOf(body)['error']);
  if (typeof code !== 'string') return new ServiceError('unavailable', `HTTP ${response.status}`);
  const seconds = Number(response.headers.get('retry-after') ?? Number.NaN);
  return new ServiceError(code, text(message) ?? '', text(field), Number.isFinite(seconds) ? seconds : undefined);
}
