import { defineConfig } from 'vitest/config';

import { aliases } from './import-aliases.mjs';

export default defineConfig({
  resolve: { alias: aliases },
  test: {
    include: ['{src,integrations,browser-features}/**/*.test.ts'],
    // Units keep nothing between files, and each worker would compile the same modules.
    pool: 'threads',
    isolate: false,
    maxWorkers: 1,
  },
});
