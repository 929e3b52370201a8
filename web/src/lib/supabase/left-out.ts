/**
 * Replaces the parts of auth's client that no page uses (passkeys, wallets) but that the client imports. To use one of them, remove
 * it from `left-out.mjs`. The client's admin API must stay: signing out calls it.
 */
function leftOut(): never {
  throw new Error('This part of @supabase/auth-js is left out: see web/src/lib/supabase/left-out.ts.');
}

/** Auth's client creates an instance of each of these classes. */
class LeftOut {
  readonly isLeftOut = true;
}

export const webAuthnAbortService = {};
export {
  LeftOut as WebAuthnApi,
  leftOut as browserSupportsWebAuthn,
  leftOut as createCredential,
  leftOut as createSiweMessage,
  leftOut as deserializeCredentialCreationOptions,
  leftOut as deserializeCredentialRequestOptions,
  leftOut as fromHex,
  leftOut as getAddress,
  leftOut as getCredential,
  leftOut as serializeCredentialCreationResponse,
  leftOut as serializeCredentialRequestResponse,
  leftOut as toHex,
};
