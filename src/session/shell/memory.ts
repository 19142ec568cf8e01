import { readFileSync } from 'node:fs';
import path from 'node:path';
import { writeAtomically } from '../atomic-file.ts';
import { isSecretName } from '../secret-names.ts';
import type { Redactor } from '../redact.ts';
import type { ShellState, ShellVariable } from './state.ts';

const FORMAT = 1;

/**
 * What the shells of a session hand on. What looks like a secret is never written to disk: it stays in this object
 * and ends with the program.
 */
export interface ShellMemory {
  /** For the next shell; what another terminal of the session left is seen too. */
  recall(): ShellState | undefined;
  /** Returns the names that were kept from the disk for the first time, to tell the learner. */
  keep(state: ShellState): readonly string[];
}

export function openShellMemory(folder: string, redactor: Redactor): ShellMemory {
  const file = path.join(folder, 'state.json');
  let secretVariables: Record<string, ShellVariable> = {};
  let secretFunctions: Record<string, string> = {};
  let secretAliases: readonly string[] = [];
  let secretPlaces: Partial<Pick<ShellState, 'cwd' | 'oldpwd'>> = {};
  const told = new Set<string>();

  return {
    recall() {
      const state = read(file);
      if (!state) return undefined;
      return {
        ...state,
        ...secretPlaces,
        variables: { ...state.variables, ...secretVariables },
        functions: { ...state.functions, ...secretFunctions },
        aliases: [state.aliases, ...secretAliases].filter(Boolean).join('\n'),
      };
    },
    keep(state) {
      const isSecretText = (text: string) => redactor.line(text) !== text;
      for (const [name, { value }] of Object.entries(state.variables)) {
        if (isSecretName(name) && value) redactor.learn(value);
      }
      const isSecret = (name: string, { declare, value }: ShellVariable) =>
        isSecretName(name) || isSecretText(value) || isSecretText(declare);
      const variables = split(state.variables, isSecret);
      const functions = split(state.functions, (_, text) => isSecretText(text));
      const aliases = state.aliases.split('\n');
      secretVariables = variables.secret;
      secretFunctions = functions.secret;
      secretAliases = aliases.filter(isSecretText);
      const places = split({ cwd: state.cwd, oldpwd: state.oldpwd }, (_, folder) => isSecretText(folder));
      secretPlaces = places.secret;
      write(file, {
        ...state,
        cwd: places.open.cwd ?? '',
        oldpwd: places.open.oldpwd ?? '',
        variables: variables.open,
        functions: functions.open,
        aliases: aliases.filter((alias) => !isSecretText(alias)).join('\n'),
      });
      const fresh = [...Object.keys(secretVariables), ...Object.keys(secretFunctions)].filter(
        (name) => !told.has(name),
      );
      for (const name of fresh) told.add(name);
      return fresh;
    },
  };
}

function split<T>(
  all: Readonly<Record<string, T>>,
  isSecret: (name: string, item: T) => boolean,
): { open: Record<string, T>; secret: Record<string, T> } {
  const open: Record<string, T> = {};
  const secret: Record<string, T> = {};
  for (const [name, item] of Object.entries(all)) (isSecret(name, item) ? secret : open)[name] = item;
  return { open, secret };
}

function write(file: string, state: ShellState): void {
  writeAtomically(file, `${JSON.stringify({ format: FORMAT, ...state }, null, 1)}\n`);
}

/** A state that is damaged, or of another format, is worth no more than a shell that begins anew. */
function read(file: string): ShellState | undefined {
  try {
    const { format, ...state } = JSON.parse(readFileSync(file, 'utf8')) as ShellState & { format: number };
    return format === FORMAT ? state : undefined;
  } catch {
    return undefined;
  }
}
