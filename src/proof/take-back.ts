import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { kinds } from '../checks/kinds.ts';
import type { EngineTls } from '../engine/engine.ts';
import { loadLab } from '../lab/load.ts';
import { cleanSession } from '../session/clean.ts';
import { openSession } from '../session/open.ts';
import { parseSessionName, type Environment } from '../session/state-dir.ts';
import { sessionFolders } from './sandbox.ts';

/**
 * Removes from real engines what the sessions of a killed run created there, by their ledgers. What practice engines
 * hold is in the sandbox and goes with it.
 */
export async function takeBack(sandbox: string, env: Environment): Promise<void> {
  for (const folder of await sessionFolders(sandbox)) {
    const { kind } = parseSessionName(path.basename(folder));
    if (kind !== 'docker') continue;
    const { file, engineHost, engineTls } = JSON.parse(
      await readFile(path.join(folder, 'progress.json'), 'utf8'),
    ) as {
      file: string;
      engineHost?: string;
      engineTls?: EngineTls;
    };
    const { lab } = loadLab(file, { kinds });
    if (!lab) continue;
    const state = path.dirname(path.dirname(folder));
    const { session } = await openSession({
      lab,
      engineKind: kind,
      engineHost,
      engineTls,
      given: {},
      env: { ...env, WORKSHOP_STATE: state },
    });
    await cleanSession(session);
    await session.close();
  }
}
