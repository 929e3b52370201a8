/**
 * Maps an error code of auth to its text in `authErrors`. Codes with the same meaning share a text; a code without a text is
 * `unknown`.
 */
const SHARED_TEXTS: Record<string, string> = {
  session_expired:
    'session_not_found refresh_token_not_found refresh_token_already_used bad_jwt no_authorization not_admin user_not_found',
  otp_expired: 'otp_disabled flow_state_not_found flow_state_already_used invite_not_found',
  email_exists: 'identity_already_exists',
  email_address_invalid: 'email_address_not_authorized',
  reauthentication_needed: 'reauthentication_not_valid reauth_nonce_missing insufficient_aal',
  over_request_rate_limit: 'over_sms_send_rate_limit',
  provider_failed: 'bad_oauth_state bad_oauth_callback unexpected_audience identity_not_found',
  validation_failed: 'bad_json hook_payload_over_size_limit hook_payload_invalid_content_type',
  unexpected_failure: 'conflict request_timeout hook_timeout hook_timeout_after_retry sms_send_failed',
};

/** The site uses no phone numbers, second factors, company sign-in or linked identities, so these codes have no text. */
const NOT_OFFERED = /^(mfa|saml|sso|webauthn|phone)_|_(mfa|sso)_|provider_(disabled|not_)|not_deletable|linking_/;

/** Temporary errors: the form keeps its values, and the user can submit it again. */
const TEMPORARY = /^(unreachable|unexpected_failure|outdated|storage_blocked|captcha_.+|over_.+_limit)$/;

/** The name of the shared text of each code that has one. */
export const reasonByCode: ReadonlyMap<string, string> = new Map(
  Object.entries(SHARED_TEXTS).flatMap(([reason, codes]) => codes.split(' ').map((code) => [code, reason])),
);

/** The name of the text for an error code. */
export function reasonOf(code: string, texts: Record<string, string>): string {
  const reason = reasonByCode.get(code) ?? (NOT_OFFERED.test(code) ? 'not_offered' : code);
  return Object.hasOwn(texts, reason) ? reason : 'unknown';
}

/** The code of an error. An auth hook of the project cannot set one, so its message begins with the code and a colon. */
export function codeIn(code: string, message: string): string {
  return code === 'unknown' || code === '' ? (/^([a-z_]+): /.exec(message)?.[1] ?? 'unknown') : code;
}

export function isTemporary(reason: string): boolean {
  return TEMPORARY.test(reason);
}
