import { EXIT } from '../fault.ts';
import { printableJson } from '../proof/report/printable-json.ts';
import { envLines, shellOf } from '../session/env-lines.ts';
import type { Run } from './command.ts';
import { inSession } from './in-session.ts';

export const run: Run = (invocation) =>
  inSession(invocation, {}, (session) => {
    const { env, stdout, values } = invocation;
    const changes = session.envChanges();
    stdout.write(
      values.flag('json')
        ? `${printableJson(changes, 2)}\n`
        : envLines(changes, shellOf(env))
            .map((line) => `${line}\n`)
            .join(''),
    );
    return Promise.resolve(EXIT.done);
  });
