import { spawn } from '@lydell/node-pty';
import type { IPty } from '@lydell/node-pty';
import xterm from '@xterm/headless';
import { build } from 'esbuild';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { removeFolder } from '../../remove-folder.ts';

/** Bundles a program of this folder as the build does, so that Node 20 runs it; returns the file and how to remove it. */
export async function bundled(entry: string): Promise<{ file: string; remove(): Promise<void> }> {
  const folder = mkdtempSync(path.join(tmpdir(), 'workshop-screens-'));
  await build({
    entryPoints: [path.join(import.meta.dirname, entry)],
    outdir: folder,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    splitting: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    jsx: 'automatic',
    define: { 'process.env.NODE_ENV': '"production"' },
    banner: { js: "import{createRequire as __cr}from'node:module';const require=__cr(import.meta.url);" },
    external: ['react-devtools-core'],
    logLevel: 'error',
  });
  return {
    file: path.join(folder, entry.replace(/\.tsx?$/, '.mjs')),
    remove: () => removeFolder(folder),
  };
}

/** How long a state may take to come, in milliseconds: a busy machine is slow, and none of the tests is about speed. */
const PATIENCE = 60_000;

/** A test of several waits: more than one of them may be slow, and the wait tells more than the test's own end. */
export const LONG_TEST = 3 * PATIENCE;

export interface TerminalOptions {
  readonly columns?: number;
  readonly rows?: number;
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly cwd?: string;
  /** False: it does not say where its cursor is when it is asked. */
  readonly answers?: boolean;
}

/** A program in a pseudo-terminal, seen as a person sees it: as cells. */
export class TestTerminal {
  readonly xterm: xterm.Terminal;
  /** All that the program wrote, as it wrote it. */
  raw = '';
  exitCode: number | undefined;
  private readonly pty: IPty;

  constructor(
    command: readonly string[],
    { columns = 80, rows = 24, env = {}, cwd, answers = true }: TerminalOptions = {},
  ) {
    this.xterm = new xterm.Terminal({ cols: columns, rows, scrollback: 2000, allowProposedApi: true });
    // Ink draws only its last frame where CI is set, and NO_COLOR would hide what is tested.
    const unset = { CI: undefined, NO_COLOR: undefined, FORCE_COLOR: undefined, LC_ALL: undefined };
    const given = { ...process.env, ...unset, TERM: 'xterm-256color', LANG: 'C.UTF-8', ...env };
    this.pty = spawn(command[0]!, command.slice(1), {
      cols: columns,
      rows,
      cwd: cwd ?? process.cwd(),
      env: Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as Record<
        string,
        string
      >,
    });
    // Answers of the terminal (where its cursor is) go back to the program, as from a real one.
    if (answers) this.xterm.onData((answer) => this.pty.write(answer));
    this.pty.onData((text) => {
      this.raw += text;
      this.xterm.write(text);
    });
    this.pty.onExit(({ exitCode }) => (this.exitCode = exitCode));
  }

  /** The rows in sight, without trailing blanks. */
  rows(): string[] {
    const { active } = this.xterm.buffer;
    return Array.from(
      { length: this.xterm.rows },
      (_, row) => active.getLine(active.viewportY + row)?.translateToString(true) ?? '',
    );
  }

  screen(): string {
    return this.rows().join('\n').trimEnd();
  }

  /** All rows, those that scrolled away included. */
  history(): string {
    const { active } = this.xterm.buffer;
    return Array.from(
      { length: active.length },
      (_, row) => active.getLine(row)?.translateToString(true) ?? '',
    ).join('\n');
  }

  write(text: string): void {
    this.pty.write(text);
  }

  /** Types a line: the text and the Enter key apart, as fingers do; waits until the text is on the screen. */
  async enter(text: string): Promise<void> {
    this.write(text);
    if (text)
      await this.until(
        (screen) => screen.replaceAll(/\n\s*/g, '').includes(text.slice(-20)),
        `typed ${text}`,
      );
    this.write('\r');
  }

  async see(text: string | RegExp): Promise<string> {
    return this.until(
      (screen) => (typeof text === 'string' ? screen.includes(text) : text.test(screen)),
      String(text),
    );
  }

  /** Waits until a whole row says `text`, in sight or scrolled away. */
  async told(text: string): Promise<void> {
    await this.until(() => this.history().split('\n').includes(text), `${text}, in sight or above`);
  }

  /** Waits until `text` was written, in sight or scrolled away: what comes after it may push it out of sight. */
  async above(text: string): Promise<void> {
    await this.until(() => this.history().includes(text), `${text}, in sight or above`);
  }

  async gone(text: string): Promise<string> {
    return this.until((screen) => !screen.includes(text), `no more ${text}`);
  }

  /** Polls until `holds` is true of the screen and fails with the screen when it never is. */
  async until(holds: (screen: string) => boolean, what: string, ms = PATIENCE): Promise<string> {
    const end = Date.now() + ms;
    for (;;) {
      const screen = this.screen();
      if (holds(screen)) return screen;
      if (Date.now() > end)
        throw new Error(`waited in vain for: ${what}\n${screen}\n(exit code ${String(this.exitCode)})`);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }

  /** Waits until nothing new was written for a while: for pictures, not for tests. */
  async calm(ms = 150): Promise<void> {
    for (let before = -1; before !== this.raw.length;) {
      before = this.raw.length;
      await new Promise((resolve) => setTimeout(resolve, ms));
    }
  }

  signal(name: string): void {
    this.pty.kill(name);
  }

  resize(columns: number, rows: number): void {
    this.xterm.resize(columns, rows);
    this.pty.resize(columns, rows);
  }

  async exited(): Promise<number> {
    await this.until(() => this.exitCode !== undefined, 'the end of the program');
    return this.exitCode!;
  }

  /** Ends the program if it still runs, and waits for its end: what it has open is closed then. */
  async close(): Promise<void> {
    if (this.exitCode === undefined) this.pty.kill('SIGKILL');
    await this.exited();
    this.xterm.dispose();
  }
}
