import { EXIT, Fault } from '../fault.ts';
import { derive } from './derive.ts';
import type { Lab, Variables, VariableSpec } from './lab.ts';
import { didYouMean } from './nearest.ts';

const NO_MESH =
  "This machine's kernel has no IPVS, so a swarm has no routing mesh here: this session publishes ports on the node of the task (`mode=host`).";
const LAST_PORT = 65535;

export interface Machine {
  /** Whether a server could listen on the TCP port of loopback now. */
  portFree(port: number): boolean | Promise<boolean>;
  /** Keeps a free port for this session; false when another session was promised it, though nobody listens yet. */
  claimPort?(port: number): boolean | Promise<boolean>;
  /** Whether the engine's swarm has a routing mesh; asked only by labs that need to know. */
  hasMesh?(): boolean | Promise<boolean>;
}

export interface Choice {
  readonly values: Variables;
  /** What the learner should know, one sentence each: a port that moved. */
  readonly notices: readonly string[];
}

/**
 * Decides the variables of a new session: given values first, then defaults; a default port that is taken moves to
 * the next free one. A given value that is unknown, malformed or a taken port is a Fault.
 */
export async function chooseVariables(
  lab: Pick<Lab, 'id' | 'vars'>,
  given: Variables,
  machine: Machine,
): Promise<Choice | Fault> {
  const chosen: Record<string, string> = {};
  const notices: string[] = [];
  for (const name of Object.keys(given)) if (!Object.hasOwn(lab.vars, name)) return unknown(name, lab);
  // Ports that were given are settled first, so that a default never moves onto one of them.
  const order = Object.entries(lab.vars).sort(([a], [b]) => Number(b in given) - Number(a in given));
  for (const [name, spec] of order) {
    const value = given[name];
    if (spec.type === 'port') {
      const used = new Set(Object.values(chosen));
      const free = async (port: number) => !used.has(String(port)) && (await machine.portFree(port));
      const claimed = async (port: number) =>
        (await free(port)) && ((await machine.claimPort?.(port)) ?? true);
      const port =
        value === undefined ? await nextFree(spec.default, claimed) : await givenPort(name, value, free);
      if (port instanceof Fault) return port;
      // A given one is the learner's own choice: it is announced to others, whoever has claimed it.
      if (value !== undefined) await machine.claimPort?.(port);
      chosen[name] = String(port);
      if (value === undefined && port !== spec.default) notices.push(moved(spec.default, port, used));
    } else if (value !== undefined) {
      const fault =
        spec.type === 'text'
          ? unfit(name, value, spec)
          : spec.type === 'choice'
            ? noChoice(name, value, spec)
            : undefined;
      if (fault) return fault;
      chosen[name] = value;
    } else if (spec.type === 'text' || spec.type === 'choice') chosen[name] = spec.default;
    else if (spec.type === 'mesh') {
      const mesh = (await machine.hasMesh?.()) ?? true;
      chosen[name] = mesh ? spec.with : spec.without;
      if (!mesh) notices.push(NO_MESH);
    }
  }
  return { values: derive(lab.vars, chosen), notices };
}

async function nextFree(start: number, free: (port: number) => Promise<boolean>): Promise<number | Fault> {
  for (let port = start; port <= LAST_PORT; port++) if (await free(port)) return port;
  return new Fault({
    what: `no free port from ${start} on`,
    todo: 'End a program that listens, and start again.',
    exit: EXIT.missing,
  });
}

async function givenPort(
  name: string,
  value: string,
  free: (port: number) => Promise<boolean>,
): Promise<number | Fault> {
  const port = Number(value);
  const where = `--var ${name}=${value}`;
  if (!/^\d+$/.test(value) || port < 1 || port > LAST_PORT)
    return new Fault({
      what: `\`${value}\` is not a port`,
      where,
      todo: `Give a number from 1 to ${LAST_PORT}.`,
      exit: EXIT.usage,
    });
  if (!(await free(port)))
    return new Fault({
      what: `port ${port} is taken on this machine`,
      where,
      todo: `Give another one, or leave --var ${name} away: then the next free port is used.`,
      exit: EXIT.usage,
    });
  return port;
}

function unfit(name: string, value: string, spec: VariableSpec & { type: 'text' }): Fault | undefined {
  if (spec.pattern === undefined || new RegExp(`^(?:${spec.pattern})$`).test(value)) return undefined;
  return new Fault({
    what: `\`${value}\` does not fit: ${name} must match ${spec.pattern}`,
    where: `--var ${name}=${value}`,
    todo: `Give one such as \`${spec.default}\`.`,
    exit: EXIT.usage,
  });
}

function noChoice(name: string, value: string, spec: VariableSpec & { type: 'choice' }): Fault | undefined {
  const words = Object.keys(spec.choices);
  if (words.includes(value)) return undefined;
  const near = didYouMean(value, words);
  return new Fault({
    what: `\`${value}\` is none of the choices for ${name}`,
    where: `--var ${name}=${value}`,
    todo: `${near ? `${near[0]!.toUpperCase()}${near.slice(1)} ` : ''}There are ${words.join(', ')}.`,
    exit: EXIT.usage,
  });
}

function unknown(name: string, { id, vars }: Pick<Lab, 'id' | 'vars'>): Fault {
  const names = Object.keys(vars);
  const known = names.length ? `It has ${names.join(', ')}.` : 'It has none.';
  const near = didYouMean(name, names);
  return new Fault({
    what: `lab ${id} has no variable \`${name}\``,
    where: '--var',
    todo: near ? `${near[0]!.toUpperCase()}${near.slice(1)} ${known}` : known,
    exit: EXIT.usage,
  });
}

function moved(from: number, to: number, used: ReadonlySet<string>): string {
  const why = used.has(String(from))
    ? 'another variable of this lab has it'
    : process.platform === 'darwin' && (from === 5000 || from === 7000)
      ? 'on macOS often by AirPlay Receiver'
      : 'another program has it';
  return `Port ${from} is taken on this machine (${why}); this session uses ${to}.`;
}
