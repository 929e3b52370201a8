/**
 * Stands for the parts of auth's client that no page calls: passkeys and wallets. The client imports them all the same. To use
 * one of them, take it out of `left-out.mjs`. Its API for operators must stay: signing out calls it.
 */
function leftOut(): never {
  throw new Error('This part of @supabase/auth-js is left out: see web/src/lib/supabase/left-out.ts.');
}

/** Auth's client makes one of each of these when it begins. */
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
