import { EXIT, Fault } from '../fault.ts';
import { addressOf, ask, isPractice } from './ask.ts';
import { connectEngine } from './connect.ts';
import { dockerCandidates } from './docker-candidates.ts';
import type { Candidate } from './docker-candidates.ts';
import type { Engine } from './engine.ts';

/** What helps whatever is missing. */
const PRACTICE = 'use `--engine practice`, which needs nothing installed';

/**
 * The real engine that the learner's own `docker` would talk to: DOCKER_HOST, else the current context, else the
 * usual sockets. Undefined when none answers; a practice engine is never taken for a real one.
 */
export async function findDocker(env: NodeJS.ProcessEnv = process.env): Promise<Engine | undefined> {
  const found = await dockerOrReason(env);
  return found instanceof Fault ? undefined : found;
}

/** The same, or why there is none, what was asked, and what to do: a Fault as a value. */
export async function dockerOrReason(
  env: Readonly<Record<string, string | undefined>>,
): Promise<Engine | Fault> {
  let reason: Fault | undefined;
  for (const candidate of dockerCandidates(env)) {
    const found = await tryCandidate(candidate);
    if (!(found instanceof Fault)) return found;
    reason ??= found;
  }
  return reason ?? fault('no Docker engine was found on this machine', undefined, 'Start Docker');
}

/** An engine whose address is known, if it answers: as `dockerOrReason`. */
export async function tryCandidate({ host, tls, named }: Candidate): Promise<Engine | Fault> {
  const where = [named, host].filter(Boolean).join(', ') || undefined;
  if (!host) return fault(`${named} names no engine`, undefined, 'Look at `docker context ls`');
  if (host.startsWith('ssh://')) {
    const far = host.replace(/^ssh:\/\//, '').replace(/\/.*$/, '');
    return fault(
      'this engine is reached over SSH, which only the docker command can do, not the checks of the workshop',
      where,
      `Start the workshop on that machine, or bring its socket here: \`ssh -nNT -L /tmp/docker.sock:/var/run/docker.sock ${far}\`, and DOCKER_HOST=unix:///tmp/docker.sock`,
    );
  }
  if (!addressOf(host, tls)) {
    return fault(
      'this kind of address cannot be reached',
      where,
      'Give it as unix:///path/to/docker.sock or tcp://host:port',
    );
  }
  let problem: NodeJS.ErrnoException | undefined;
  const onFailure = (error: NodeJS.ErrnoException): void => void (problem = error);
  const answer = await ask(host, '/_ping', { timeoutMs: 3000, tls, onFailure });
  if (answer?.status === 200 && !isPractice(answer)) return connectEngine({ kind: 'docker', host, tls });
  if (answer && isPractice(answer)) {
    return fault('what answers there is a practice engine', where, 'Unset DOCKER_HOST for a real one');
  }
  const [what, todo] = reasonOf(problem, answer?.status);
  return fault(what, where, todo);
}

function reasonOf(problem: NodeJS.ErrnoException | undefined, status: number | undefined): [string, string] {
  if (status !== undefined) {
    return [`what answers there is no Docker engine: it says ${status}`, 'Correct the address'];
  }
  if (problem?.code === 'EACCES') {
    return [
      'you may not use the socket of the Docker engine',
      'Join its group (`sudo usermod -aG docker "$USER"`, then log in again)',
    ];
  }
  if (problem && /CERT|TLS|SSL|EPROTO|ISSUER/i.test(`${problem.code} ${problem.message}`)) {
    return [
      `the engine and this machine do not trust each other: ${problem.message}`,
      'Look at the certificates',
    ];
  }
  return ['no Docker engine answers', 'Start Docker'];
}

function fault(what: string, where: string | undefined, todo: string): Fault {
  return new Fault({ what, where, todo: `${todo}, or ${PRACTICE}.`, exit: EXIT.missing });
}
