/**
 * What an error code of auth means to a visitor: the name of its text in `authErrors`. Codes that mean the same share a
 * text. What is in neither list is `unknown`.
 */
const SAME: Record<string, string> = {
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
  // Nothing on these pages asks for a phone, a second factor, another sign-in service of a company or a linked identity.
  not_offered:
    'provider_disabled oauth_provider_not_supported email_provider_disabled phone_provider_disabled anonymous_provider_disabled' +
    ' saml_provider_disabled manual_linking_disabled phone_exists phone_not_confirmed user_sso_managed' +
    ' single_identity_not_deletable email_conflict_identity_not_deletable too_many_enrolled_mfa_factors mfa_factor_name_conflict mfa_factor_not_found' +
    ' mfa_ip_address_mismatch mfa_challenge_expired webauthn_challenge_expired mfa_verification_failed' +
    ' mfa_verification_rejected mfa_phone_enroll_not_enabled mfa_phone_verify_not_enabled mfa_totp_enroll_not_enabled' +
    ' mfa_totp_verify_not_enabled mfa_webauthn_enroll_not_enabled mfa_webauthn_verify_not_enabled' +
    ' mfa_recovery_codes_enroll_not_enabled mfa_recovery_codes_verify_not_enabled mfa_recovery_codes_sole_factor mfa_recovery_codes_locked' +
    ' mfa_verified_factor_exists saml_relay_state_not_found saml_relay_state_expired saml_idp_not_found' +
    ' saml_assertion_no_user_id saml_assertion_no_email sso_provider_not_found saml_metadata_fetch_failed' +
    ' saml_idp_already_exists sso_domain_already_exists saml_entity_id_mismatch',
};

/** Nothing is decided yet: what was typed stays, and the same button may be pressed again. */
const PASSING = new Set([
  'unreachable',
  'unexpected_failure',
  'outdated',
  'storage_blocked',
  'captcha_failed',
  'over_request_rate_limit',
  'over_email_send_rate_limit',
]);

/** Codes by the text that they share, for the test of their completeness. */
export const reasons: ReadonlyMap<string, string> = new Map(
  Object.entries(SAME).flatMap(([reason, codes]) => codes.split(' ').map((code) => [code, reason])),
);

export function reasonOf(code: string, texts: Record<string, string>): string {
  const reason = reasons.get(code) ?? code;
  return Object.hasOwn(texts, reason) ? reason : 'unknown';
}

export function isPassing(reason: string): boolean {
  return PASSING.has(reason);
}
