import { addressOf, ask, isPractice } from './ask.ts';
import { dockerCandidates } from './docker-candidates.ts';

/** What a menu waits for at most, in milliseconds: a socket of this machine answers in a few. */
const WAIT_MS = 400;

/** Whether a real engine answers where the learner's own docker would look. Loads no client, and is quick. */
export async function dockerAnswers(env: NodeJS.ProcessEnv): Promise<boolean> {
  const answers = await Promise.all(
    dockerCandidates(env)
      .filter(({ host, tls }) => addressOf(host, tls))
      .map(({ host, tls }) => ask(host, '/_ping', { timeoutMs: WAIT_MS, tls })),
  );
  return answers.some((answer) => answer?.status === 200 && !isPractice(answer));
}
