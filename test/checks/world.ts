import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { onTestFinished } from 'vitest';
import { evaluateStep } from '../../src/checks/evaluate.ts';
import type { TypedCommand, World } from '../../src/checks/kind.ts';
import type { Verdict } from '../../src/checks/verdict.ts';
import { connectEngine } from '../../src/engine/connect.ts';
import type { Step } from '../../src/lab/lab.ts';
import { removeFolder } from '../remove-folder.ts';

/** An engine that nobody started: enough for kinds that do not ask one. */
export const NOWHERE = 'unix:///tmp/no-engine-here/docker.sock';

export function temporaryFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'checks-'));
  onTestFinished(() => removeFolder(folder));
  return folder;
}

/** A world with nothing in it, changed by what a test is about. */
export function world(changes: Partial<World> & { host?: string } = {}): World {
  const { host = NOWHERE, ...rest } = changes;
  return {
    engine: connectEngine({ kind: 'practice', host }),
    vars: {},
    workdir: tmpdir(),
    typed: [],
    answers: {},
    ...rest,
  };
}

/** A step with these checks: `{ image: 'alpine' }`, `{ http: { … } }`. */
export function step(...checks: Record<string, unknown>[]): Pick<Step, 'check'> {
  return {
    check: checks.map((check) => ({
      kind: Object.keys(check)[0]!,
      spec: Object.values(check)[0],
      place: { file: 'lab.yaml', line: 1, column: 1 },
    })),
  };
}

export async function verdict(check: Record<string, unknown>, where: World): Promise<Verdict> {
  return (await evaluateStep(step(check), where))[0]!;
}

/** All that a learner reads of a verdict, in one line. */
export function told({ actual, nearest, help }: Verdict): string {
  return [actual, nearest, help].filter(Boolean).join(' | ');
}

/** Commands as typed, exit code 0 unless written in front: `127 dokcer ps`. */
export function typed(...lines: string[]): TypedCommand[] {
  return lines.map((text) => {
    const match = /^(\d+) (.*)$/s.exec(text);
    return {
      line: match ? match[2]! : text,
      exitCode: Number(match?.[1] ?? 0),
      cwd: '/work',
      env: { dockerId: 'me' },
    };
  });
}

/** A real HTTP server for one test; the answer to every request. */
export async function serve(handler: http.RequestListener): Promise<{ url: string; port: number }> {
  const server = http.createServer(handler);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, port };
}

/** A port of loopback where nobody listens. */
export { freePort as closedPort } from '../free-port.ts';
