import { execFile } from 'node:child_process';
import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { elf } from '../../../src/practice/tiny/elf.ts';
import type { TinyProgram } from '../../../src/practice/tiny/language.ts';
import { wasm } from '../../../src/practice/tiny/wasm.ts';

export interface Outcome {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Something that runs a program: a processor of this machine, one that is emulated, or Node's WASI. */
export interface Machine {
  readonly name: string;
  /** Why it cannot be had here. */
  readonly missing?: string | undefined;
  /** Runs with these words; `root` is the folder whose files the program sees as `/`. */
  run(program: TinyProgram, argv: readonly string[], root: string): Promise<Outcome>;
}

const EMULATORS: Readonly<Record<string, string>> = { amd64: 'x86_64', arm64: 'aarch64', arm: 'arm' };
const HOST: Readonly<Record<string, string>> = { x64: 'amd64', arm64: 'arm64', arm: 'arm' };

export async function machines(): Promise<Machine[]> {
  const native = await Promise.all(Object.keys(EMULATORS).map(linux));
  return [...native, wasi];
}

async function linux(architecture: string): Promise<Machine> {
  const isHost = process.platform === 'linux' && HOST[process.arch] === architecture;
  const emulator = `qemu-${EMULATORS[architecture]}-static`;
  const emulated = !isHost && (await finish('sh', ['-c', `command -v ${emulator}`])).code === 0;
  return {
    name: `linux/${architecture}`,
    missing:
      isHost || emulated ? undefined : `this machine is no ${architecture}, and there is no ${emulator}`,
    async run(program, argv, root) {
      const file = path.join(root, `program-${architecture}`);
      writeFileSync(file, elf(program, architecture)!);
      chmodSync(file, 0o755);
      const [name = '', ...rest] = argv;
      if (emulated) return finish(emulator, ['-0', name, file, ...rest], root);
      // The name under which it is called tells the program what to do.
      const folder = path.join(root, `as-${rest.length}-${Math.random()}`);
      mkdirSync(folder);
      const link = path.join(folder, path.basename(name));
      symlinkSync(file, link);
      return finish(link, rest, root);
    },
  };
}

const RUN_WASI = `
  import { readFileSync } from 'node:fs';
  import { WASI } from 'node:wasi';
  const [file, root, ...args] = process.argv.slice(1);
  const wasi = new WASI({ version: 'preview1', args, preopens: { '/': root }, returnOnExit: true });
  const { instance } = await WebAssembly.instantiate(readFileSync(file), wasi.getImportObject());
  process.exitCode = wasi.start(instance);
`;

const wasi: Machine = {
  name: 'wasi/wasm',
  async run(program, argv, root) {
    const file = path.join(root, 'program.wasm');
    writeFileSync(file, wasm(program));
    const options = ['--no-warnings', '--input-type=module', '-e', RUN_WASI];
    return finish(process.execPath, [...options, file, root, ...argv], root);
  },
};

function finish(command: string, args: readonly string[], cwd?: string): Promise<Outcome> {
  return new Promise((resolve) => {
    const child = execFile(command, [...args], { cwd, timeout: 90_000 }, (error, out, err) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : error ? -1 : 0, out, err });
    });
    child.stdin?.end();
  });
}
