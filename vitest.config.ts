import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.{ts,tsx}'],
    globalSetup: ['test/build-once.ts'],
    reporters: ['default', './test/second-tries.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // Real processes and sockets: two workers suit the two cores of a small machine.
    maxWorkers: 2,
    // At a desk a test that fails now and then is to be seen at once.
    retry: process.env.CI ? 1 : 0,
  },
});
