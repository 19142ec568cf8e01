import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { onTestFinished } from 'vitest';
import { removeFolder } from './remove-folder.ts';

/** A DOCKER_CONFIG with logins (registry → `user:password`), gone when the test ends. */
export function configWith(logins: Readonly<Record<string, string>>): string {
  const parent = mkdtempSync(path.join(os.tmpdir(), 'logins-'));
  onTestFinished(() => removeFolder(parent));
  const folder = path.join(parent, 'docker');
  mkdirSync(folder);
  const auths = Object.fromEntries(
    Object.entries(logins).map(([key, pair]) => [key, { auth: Buffer.from(pair).toString('base64') }]),
  );
  writeFileSync(path.join(folder, 'config.json'), JSON.stringify({ auths }));
  return folder;
}
