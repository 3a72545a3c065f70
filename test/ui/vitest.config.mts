import { resolve } from 'node:path';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  root: resolve(import.meta.dirname, '../..'),
  test: {
    include: ['test/ui/**/*.test.ts'],
    globalSetup: 'test/ui/shared-host.ts',
    // Two workbenches at a time: what each waits for, the other one's work hides; a third makes all of them slower on two cores.
    maxWorkers: 2,
    // Files that one worker runs hand their window on: see Workbench.open.
    isolate: false,
    // Twice what the slowest step takes on a machine that has other things to do.
    expect: { poll: { timeout: 20_000, interval: 100 } },
    testTimeout: 120_000,
    hookTimeout: 240_000,
    retry: process.env['CI'] ? 1 : 0,
  },
});
