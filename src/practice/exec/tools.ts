import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { ContainerView } from './container-view.ts';

/** What a tool works with: its words, and the container around it. */
export interface ToolIo {
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
  readonly view: ContainerView;
  /** All of standard input; empty when nobody types. */
  stdin(): Promise<string>;
  stdout(text: string | Uint8Array): void;
  stderr(text: string): void;
}

/** Does its work and resolves to the exit code. */
export type Tool = (io: ToolIo) => Promise<number>;

/**
 * The few programs that labs look into a container with. They answer as those of busybox do, which is what the images
 * of registries have; options that do not matter to what a lab looks for are read over.
 */
export const tools: Readonly<Record<string, Tool>> = {
  cat,
  ls,
  sleep,
  env: async ({ env, stdout }) => {
    for (const [name, value] of Object.entries(env)) stdout(`${name}=${value}\n`);
    return 0;
  },
  echo: async ({ args, stdout }) => {
    const bare = args[0] === '-n';
    stdout(`${args.slice(bare ? 1 : 0).join(' ')}${bare ? '' : '\n'}`);
    return 0;
  },
  pwd: async ({ cwd, stdout }) => {
    stdout(`${cwd}\n`);
    return 0;
  },
  hostname: async ({ env, stdout }) => {
    stdout(`${env.HOSTNAME ?? ''}\n`);
    return 0;
  },
  true: () => Promise.resolve(0),
  false: () => Promise.resolve(1),
};

async function cat({ args, cwd, view, stdin, stdout, stderr }: ToolIo): Promise<number> {
  const names = args.filter((arg) => arg === '-' || !arg.startsWith('-'));
  let code = 0;
  for (const name of names.length > 0 ? names : ['-']) {
    if (name === '-') {
      stdout(await stdin());
      continue;
    }
    const found = await view.look(path.posix.resolve(cwd, name));
    if (found?.kind === 'file') {
      stdout(found.bytes);
      continue;
    }
    stderr(
      found ? 'cat: read error: Is a directory\n' : `cat: can't open '${name}': No such file or directory\n`,
    );
    code = 1;
  }
  return code;
}

async function ls({ args, cwd, view, stdout, stderr }: ToolIo): Promise<number> {
  const options = args.filter((arg) => /^-./.test(arg)).join('');
  const names = args.filter((arg) => !/^-./.test(arg));
  const hidden = options.includes('a') ? ['.', '..'] : [];
  const shown = names.length > 0 ? names : ['.'];
  let code = 0;
  const files: string[] = [];
  const folders: [string, readonly string[]][] = [];
  for (const name of shown) {
    const found = await view.look(path.posix.resolve(cwd, name));
    if (!found) {
      stderr(`ls: ${name}: No such file or directory\n`);
      code = 1;
    } else if (found.kind === 'file' || options.includes('d')) files.push(name);
    else {
      const visible = hidden.length > 0 || options.includes('A');
      folders.push([name, [...hidden, ...found.names.filter((one) => visible || !one.startsWith('.'))]]);
    }
  }
  for (const name of files) stdout(`${name}\n`);
  folders.forEach(([name, inside], at) => {
    if (shown.length > 1) stdout(`${at > 0 || files.length > 0 ? '\n' : ''}${name}:\n`);
    for (const one of inside) stdout(`${one}\n`);
  });
  return code;
}

async function sleep({ args, stderr }: ToolIo): Promise<number> {
  const units: Readonly<Record<string, number>> = { '': 1, s: 1, m: 60, h: 3600, d: 86_400 };
  let seconds = 0;
  for (const arg of args) {
    const match = /^(\d+(?:\.\d+)?)([smhd]?)$/.exec(arg);
    if (!match) {
      stderr(`sleep: invalid number '${arg}'\n`);
      return 1;
    }
    seconds += Number(match[1]) * units[match[2]!]!;
  }
  await wait(seconds * 1000, undefined, { ref: false });
  return 0;
}
