import { parseArgs } from 'node:util';
import { EXIT, Fault } from '../fault.ts';
import { collectGarbage } from './garbage.ts';
import { settingsFromEnvironment } from './settings/read-settings.ts';

export interface GarbageCommandOptions {
  /** The `REGISTRY_…` variables of the container. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The text of a file of the container; undefined when it is not there. */
  readonly read: (path: string) => Promise<string | undefined>;
  /** From a path of the container to one of this machine. */
  readonly locate: (path: string) => string;
  readonly onLine: (line: string) => void;
}

/**
 * `registry garbage-collect [--dry-run] [-m] CONFIG`, as it is typed in Docker's registry: the words after
 * `garbage-collect`. What cannot work is a Fault.
 */
export async function garbageCollectCommand(
  args: readonly string[],
  options: GarbageCommandOptions,
): Promise<void> {
  const { values, positionals } = parse(args);
  const [path, ...more] = positionals;
  if (path === undefined || more.length > 0) {
    throw new Fault({
      what: 'garbage-collect takes the path of one configuration',
      todo: 'write `registry garbage-collect /etc/docker/registry/config.yml`',
      exit: EXIT.usage,
    });
  }
  const text = await options.read(path);
  if (text === undefined) {
    throw new Fault({
      what: 'there is no such file',
      where: path,
      todo: 'use /etc/docker/registry/config.yml',
    });
  }
  const settings = settingsFromEnvironment(options.env, { path, text });
  await collectGarbage(options.locate(settings.root), {
    dryRun: values['dry-run'],
    removeUntagged: values['delete-untagged'],
    onLine: values.quiet ? undefined : options.onLine,
  });
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        'dry-run': { type: 'boolean', short: 'd', default: false },
        'delete-untagged': { type: 'boolean', short: 'm', default: false },
        quiet: { type: 'boolean', short: 'q', default: false },
      },
    });
  } catch (error) {
    throw new Fault({
      what: (error as Error).message,
      todo: 'the options are --dry-run and -m',
      exit: EXIT.usage,
    });
  }
}
