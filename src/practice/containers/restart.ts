import type { Container } from './container.ts';

/** First pause before a restart, in milliseconds; it doubles with each, up to a minute. Docker's own numbers. */
const FIRST_MS = 100;
const LONGEST_MS = 60_000;

/** Milliseconds until a container that has ended runs again by its policy; undefined when it does not. */
export function restartDelay({ hostConfig, state }: Container): number | undefined {
  const { Name: policy, MaximumRetryCount: retries } = hostConfig.RestartPolicy;
  if (state.stoppedByHand) return undefined;
  const again =
    policy === 'always' ||
    policy === 'unless-stopped' ||
    (policy === 'on-failure' && state.exitCode !== 0 && (retries === 0 || state.restarts < retries));
  return again ? Math.min(FIRST_MS * 2 ** Math.min(state.restarts, 10), LONGEST_MS) : undefined;
}
