import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { evaluateStep } from '../../src/checks/evaluate.ts';
import { leaks } from './leaks.ts';
import { type, workbench } from './workbench.ts';

/** All files under a folder with what is in them; the engine's own data is not ours to look at. */
function textsUnder(folder: string): [file: string, text: string][] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry): [string, string][] => {
    const file = path.join(folder, entry.name);
    if (entry.name === 'engine' || entry.name === 'work') return [];
    if (entry.isDirectory()) return textsUnder(file);
    return statSync(file).isFile() ? [[file, readFileSync(file, 'utf8')]] : [];
  });
}

test('no secret that was typed or printed is in any file of the session', async () => {
  const { session } = await workbench({ REGISTRY_PASSWORD: 'from-the-environment' }).open();
  // Nothing but functions that print what they got: no real docker, curl or ssh is asked.
  const programs = 'docker podman sudo helm curl git skopeo oras az gh aws kubectl sshpass htpasswd ssh';
  await type(session, `for p in ${programs}; do eval "$p() { echo \\"$p \\$*\\"; cat 2>/dev/null; }"; done`);
  for (const { line } of leaks) await type(session, line, { timeoutMs: 20_000 });
  await type(session, 'echo "$REGISTRY_PASSWORD $DB_PASSWORD"; env; declare -p');
  await type(session, 'cd "$(mktemp -d)" && mkdir hunter2-y && cd hunter2-y');

  const secrets = [...leaks.flatMap((leak) => leak.secrets), 'from-the-environment'];
  expect(secrets.length).toBeGreaterThan(50);
  const texts = textsUnder(session.paths.folder);
  expect(texts.map(([file]) => path.basename(file))).toEqual(
    expect.arrayContaining(['transcript.jsonl', 'progress.json', 'ledger.jsonl', 'state.json']),
  );
  const found = texts.flatMap(([file, text]) =>
    secrets.filter((secret) => text.includes(secret)).map((secret) => `${secret} in ${file}`),
  );
  expect(found).toEqual([]);
});

test('a secret variable is there on the next line, kept in memory only, and the learner is told once', async () => {
  const bench = workbench();
  const { session } = await bench.open();
  const first = await type(session, 'export MY_TOKEN=abc-def; plain=1');
  expect(first.notices).toEqual([expect.stringMatching(/`MY_TOKEN` looks like a secret.*memory only/)]);
  const second = await type(session, 'echo "$MY_TOKEN $plain"; sh -c \'echo "$MY_TOKEN"\'');
  expect(second.stdout).toBe('abc-def 1\nabc-def\n');
  expect(second.notices).toEqual([]);
  await session.close();

  const again = await bench.open();
  expect((await type(again.session, 'echo "${MY_TOKEN-gone} $plain"')).stdout).toBe('gone 1\n');
});

test('a secret that was unset is gone from memory too', async () => {
  const { session } = await workbench().open();
  await type(session, 'MY_TOKEN=abc-def');
  await type(session, 'unset MY_TOKEN');
  expect((await type(session, 'echo "${MY_TOKEN-gone}"')).stdout).toBe('gone\n');
});

test('a verdict that quotes the log of a container tells no secret of the session', async () => {
  const { session } = await workbench().open();
  const token = `ghp_${'b'.repeat(36)}`;
  await type(session, 'DB_PASSWORD=hunter2-z');
  await type(
    session,
    `docker run -d --name registry registry:2 serve "/$DB_PASSWORD/${token}.yml" ; docker wait registry`,
  );
  const place = { file: 'test.yaml', line: 1, column: 1 };
  const check = [{ kind: 'container', spec: { name: 'registry', state: 'running' }, place }];
  const [verdict] = await evaluateStep({ check }, await session.world('one'));
  expect(verdict!.nearest).toBe(
    'it said: `configuration error: open /REDACTED/REDACTED.yml: no such file or directory`',
  );
});
