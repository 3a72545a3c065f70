import { resolve } from 'node:path';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  root: resolve(import.meta.dirname, '../..'),
  test: {
    include: ['test/ui/**/*.test.ts'],
    // One workbench at a time: each is a server, an extension host and a browser.
    fileParallelism: false,
    testTimeout: 90_000,
    hookTimeout: 240_000,
    retry: process.env['CI'] ? 1 : 0,
  },
});
