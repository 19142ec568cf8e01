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
    // Real processes and sockets: two workers suit the two cores of a small machine.
    maxWorkers: 2,
    // At a desk a test that fails now and then is to be seen at once.
    retry: process.env.CI ? 1 : 0,
  },
});
