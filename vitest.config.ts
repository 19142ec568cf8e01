import { defineConfig } from 'vitest/config';
import LongestFirst from './test/longest-first.ts';

export default defineConfig({
  test: {
    include: ['test/**/*.test.{ts,tsx}'],
    globalSetup: ['test/build-once.ts'],
    reporters: ['default', './test/second-tries.ts'],
    sequence: { sequencer: LongestFirst },
    // Patient: a loaded machine is slow, and only what hangs should fail for its time.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    expect: { poll: { timeout: 60_000, interval: 20 } },
    // Real processes, sockets and disks: on the two cores of a small machine a third worker goes on while two of them wait.
    maxWorkers: 3,
    // At a desk a test that fails now and then is to be seen at once.
    retry: process.env.CI ? 1 : 0,
  },
});
