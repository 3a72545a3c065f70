import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    // Property tests and corpora take their time on a small machine; a hang still fails.
    testTimeout: 60_000,
    // The core holds no state that a test changes: reading it anew for each file would take longer than the tests.
    isolate: false,
    expect: { poll: { timeout: 15_000 } },
    // Both cores of a small machine: vitest would leave one free.
    maxWorkers: 2,
    include: ['test/**/*.test.ts'],
    exclude: ['test/vscode/**', 'test/ui/**', 'node_modules/**'],
  },
});
