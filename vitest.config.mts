import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    // Property tests and corpora take their time on a small machine; a hang still fails.
    testTimeout: 60_000,
    include: ['test/**/*.test.ts'],
    exclude: ['test/vscode/**', 'test/ui/**', 'node_modules/**'],
  },
});
