import { fileURLToPath } from 'node:url';

/** Modules of @supabase/auth-js that no page needs: in the browser, src/lib/supabase/left-out.ts replaces them. */
export const leftOut = [
  {
    find: /^\.\/(lib\/(webauthn|web3\/ethereum))$/,
    replacement: fileURLToPath(new URL('src/lib/supabase/left-out.ts', import.meta.url)),
  },
];
