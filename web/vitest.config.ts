import { defineConfig } from 'vitest/config';

import { aliases } from './language.mjs';

export default defineConfig({
  resolve: { alias: aliases },
  test: { include: ['{src,integrations,browser-features}/**/*.test.ts'] },
});
