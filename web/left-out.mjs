import { fileURLToPath } from 'node:url';

/** Modules of @supabase/auth-js that no page needs: src/lib/supabase/left-out.ts stands for them in the browser. */
export const leftOut = [
  {
    find: /^\.\/(lib\/(webauthn|web3\/ethereum))$/,
    replacement: fileURLToPath(new URL('src/lib/supabase/left-out.ts', import.meta.url)),
  },
];
