import { globalFlags } from './argv/global-flags.ts';
import { parseFlags } from './argv/parse-flags.ts';
import type { Given } from './argv/given.ts';
import { EngineApi } from './engine-api.ts';
import { Failure } from './failure.ts';
import { missingCommand, missingFlag } from './help/elsewhere.ts';
import { argumentsFailure, flagFailure, typedPath } from './help/usage.ts';
import { configFolderOf, hostOf, wantedApi } from './host.ts';
import { out } from './print/streams.ts';
import { help as helpFlag } from './table/shared-flags.ts';
import type { Command } from './table/command.ts';
import { findCommand, groups } from './table/table.ts';

/** Runs one command line, without `docker`, and resolves to its exit code. Throws a Failure to print and exit with. */
export async function dispatch(argv: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
  const parsed = parseFlags(argv, globalFlags, { endsFlags: true });
  if ('problem' in parsed) {
    throw new Failure(
      `${parsed.problem}\n\nUsage:  docker [OPTIONS] COMMAND [ARG...]\n\nRun 'docker --help' for more information`,
      125,
    );
  }
  const { flags, args } = parsed;
  if (flags.on('version')) return printVersion();
  const words = args[0] === '--' ? args.slice(1) : args;
  if (words[0] === 'help') return help(words.slice(1));
  if (!words.length) {
    const page = (await pages()).mainPage();
    (flags.on('help') || flags.on('h') ? out : (text: string) => process.stderr.write(text))(page);
    return 0;
  }
  if (flags.on('help') || flags.on('h')) return help(words.slice(0, isGroup(words[0]!) ? 2 : 1));
  return runCommand(words, flags, env);
}

async function runCommand(words: readonly string[], globals: Given, env: NodeJS.ProcessEnv): Promise<number> {
  const [first, second] = words as [string, string?];
  const grouped = isGroup(first);
  if (grouped && (second === undefined || second === '--help' || second === '-h')) {
    const page = (await pages()).groupPage(first);
    if (second === undefined) process.stderr.write(page);
    else out(page);
    return 0;
  }
  const depth = grouped ? 2 : 1;
  const name = words.slice(0, depth).join(' ');
  const command = findCommand(name);
  if (!command) throw unknownCommand(words, grouped ? first : undefined);
  return runFound(command, typedPath(command, name), words.slice(depth), globals, env);
}

async function runFound(
  command: Command,
  typed: string,
  argv: readonly string[],
  globals: Given,
  env: NodeJS.ProcessEnv,
): Promise<number> {
  const parsed = parseFlags(argv, [...command.flags, helpFlag], { endsFlags: command.endsFlags === true });
  if ('problem' in parsed) {
    if (parsed.problem.startsWith("unknown shorthand flag: 'h'")) {
      out('Flag shorthand -h has been deprecated, use --help\n');
      return helpOf(command, typed);
    }
    if (argv.includes('--help') && !command.endsFlags) return helpOf(command, typed);
    throw flagFailure(command, typed, parsed.problem, missingFlag(command.names[0], parsed.problem));
  }
  const { flags, args } = parsed;
  if (flags.on('help')) return helpOf(command, typed);
  const wrong = argumentsFailure(command, typed, args.length);
  if (wrong) throw wrong;
  const configFolder = configFolderOf(globals.text('config'), env);
  const host = hostOf({ host: globals.text('host'), context: globals.text('context') }, configFolder, env);
  const engine = new EngineApi(host, async () => {
    const { connectEngine } = await import('../engine/connect.ts');
    const { api } = connectEngine({ kind: 'docker', host });
    const wanted = wantedApi(env);
    if (wanted) Object.assign(api.modem, { version: `v${wanted}` });
    return api;
  });
  const handler = await command.load();
  return handler({ args, flags, typed, engine, configFolder });
}

async function helpOf(command: Command, typed: string): Promise<number> {
  out((await pages()).commandPage(command, typed));
  return 0;
}

async function help(words: readonly string[]): Promise<number> {
  const { mainPage, groupPage } = await pages();
  const name = words.join(' ');
  const command = findCommand(name);
  if (command) return helpOf(command, typedPath(command, name));
  if (words.length && !isGroup(name))
    throw new Failure(missingCommand(words) ?? `unknown help topic: ${name}`);
  out(words.length ? groupPage(name) : mainPage());
  return 0;
}

async function printVersion(): Promise<number> {
  const { ownVersion } = await import('./system/own-version.ts');
  out(`Docker version ${ownVersion().number}, build ${ownVersion().build}\n`);
  return 0;
}

function unknownCommand(words: readonly string[], group: string | undefined): Failure {
  const missing = missingCommand(words);
  if (missing) return new Failure(missing);
  if (group === undefined) {
    return new Failure(
      `docker: unknown command: docker ${words[0]}\n\nRun 'docker --help' for more information`,
    );
  }
  return new Failure(
    `docker: unknown command: docker ${words.slice(0, 2).join(' ')}\n\nUsage:  docker ${group}\n\nRun 'docker ${group} --help' for more information`,
  );
}

const isGroup = (name: string): boolean => Object.hasOwn(groups, name);

/** Help is loaded only when asked for. */
function pages() {
  return import('./help/pages.ts');
}
