/**
 * Stands for the parts of auth's client that no page calls: its API for operators, passkeys, wallets. They are a fifth of
 * it, and it imports them all the same. Whoever wants one of them takes it out of `left-out.mjs`.
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
  LeftOut as default,
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
