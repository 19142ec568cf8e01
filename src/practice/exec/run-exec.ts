import { environmentOf, type Container } from '../containers/container.ts';
import type { ContainerFiles } from '../containers/container-files.ts';
import type { Program } from '../programs/program.ts';
import type { ContainerView } from './container-view.ts';
import { readShellLine, runSteps } from './shell.ts';
import { tools, type ToolIo } from './tools.ts';

const SHELLS = /^(?:\/bin\/)?(?:a|ba)?sh$/;
const FOLDERS = /^(?:\/usr)?(?:\/local)?\/s?bin\//;

/** What the shell and runc say of a command that is not there, by their exit codes. */
const NOT_FOUND = 127;
export const CANNOT_RUN = 126;

export interface ExecRequest {
  readonly words: readonly string[];
  /** `NAME=value`, over those of the container. */
  readonly env: readonly string[];
  readonly cwd: string;
  readonly container: Container;
  readonly program: Program | undefined;
  readonly files: ContainerFiles;
  readonly view: ContainerView;
  readonly stdin: () => Promise<string>;
  readonly stdout: (text: string | Uint8Array) => void;
  readonly stderr: (text: string) => void;
}

/** Runs one more command in a container: the image's own program, or one of the few tools. Resolves to the exit code. */
export async function runExec(request: ExecRequest): Promise<number> {
  const { words, cwd, view, stdout } = request;
  const fail = (problem: string): number => {
    stdout(
      `OCI runtime exec failed: exec failed: unable to start container process: ${problem}: unknown\r\n`,
    );
    return CANNOT_RUN;
  };
  if (cwd !== '/' && (await view.look(cwd))?.kind !== 'directory') {
    return fail(`chdir to cwd ("${cwd}") set in config.json failed: no such file or directory`);
  }
  const code = await runWords(request, words);
  if (code !== undefined) return code;
  const [name = ''] = words;
  return fail(
    name.startsWith('/')
      ? `exec: "${name}": stat ${name}: no such file or directory`
      : `exec: "${name}": executable file not found in $PATH`,
  );
}

/** Undefined when there is no such command. */
async function runWords(request: ExecRequest, words: readonly string[]): Promise<number | undefined> {
  const { program, stderr } = request;
  const [name = '', ...args] = words;
  if (program?.paths.includes(name)) return runProgram(program, request, words);
  if (SHELLS.test(name)) return runShell(request, args);
  const tool = tools[name.replace(FOLDERS, '')];
  if (!tool || name.includes('/') !== FOLDERS.test(name)) return undefined;
  const io: ToolIo = { ...request, env: await environmentIn(request), args };
  if (name !== 'env' || args.length === 0) return tool(io);
  stderr('practice: env shows the environment here, and runs nothing\n');
  return NOT_FOUND;
}

async function runShell(request: ExecRequest, args: readonly string[]): Promise<number> {
  const { stderr, stdin } = request;
  // Without a command a shell reads what is typed.
  const line = args[0] === '-c' ? args[1] : args.length === 0 ? await stdin() : undefined;
  if (line === undefined) {
    stderr(
      'practice: of a shell there is `sh -c COMMAND` only; a real engine has it whole (--engine docker)\n',
    );
    return 2;
  }
  const steps = readShellLine(line, await environmentIn(request));
  if ('problem' in steps) {
    stderr(
      `practice: sh runs plain commands one after the other, without ${steps.problem}; a real engine has it whole (--engine docker)\n`,
    );
    return 2;
  }
  return runSteps(steps, async (words) => {
    const code = await runWords(request, words);
    if (code === undefined) stderr(`sh: ${words[0]}: not found\n`);
    return code ?? NOT_FOUND;
  });
}

/** The program of the image once more, beside the one that runs: `registry garbage-collect …`. */
async function runProgram(program: Program, request: ExecRequest, words: readonly string[]): Promise<number> {
  const { container, files, stdout, stderr } = request;
  const running = await program.start({
    id: container.id,
    argv: words,
    env: await environmentIn(request),
    labels: container.config.Labels,
    hostPath: (inside) => files.hostPath(container, inside),
    stdout,
    stderr,
    // Its port is taken by the program that runs.
    serve: () => undefined,
    reach: (url) =>
      Promise.reject(new Error(`practice reaches ${url} from the container's own program only`)),
    watch: () => () => undefined,
  });
  return running.exited;
}

async function environmentIn({ container, env, view }: ExecRequest): Promise<Record<string, string>> {
  const { PATH: search, HOSTNAME: hostname, ...rest } = environmentOf(container.config.Env);
  // Where the user database of an image would say otherwise, practice goes by the folder.
  const home = container.config.User === '' && (await view.look('/root')) ? '/root' : '/';
  return {
    ...(search === undefined ? {} : { PATH: search }),
    HOSTNAME: hostname ?? container.config.Hostname,
    ...rest,
    ...environmentOf(env),
    HOME: environmentOf(env).HOME ?? rest.HOME ?? home,
  };
}
