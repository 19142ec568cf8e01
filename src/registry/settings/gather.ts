import { parse, YAMLParseError } from 'yaml';
import { EXIT, Fault } from '../../fault.ts';
import { isObject } from '../../image/json-shape.ts';
import { readFlag, refuseQuotedFlag } from './flag.ts';
import { knownPath, nearestPath, pathOfVariable } from './known.ts';
import { refusePartOfFile } from './whole-file.ts';
import { refuseInsteadOfSection, refuseVariableOfPart } from './whole-sections.ts';

/** A setting with where it was written, for messages. */
export interface Written {
  readonly value: string;
  readonly where: string;
}

/**
 * All settings by their path in config.yml: those of the file, overridden by `REGISTRY_…` variables. One that this
 * registry does not have is a Fault, since going on without it would surprise.
 */
export function gatherSettings(
  env: Readonly<Record<string, string | undefined>>,
  file?: { readonly path: string; readonly text: string },
): ReadonlyMap<string, Written> {
  const found = new Map<string, Written>();
  const variables = Object.entries(env).filter(
    (entry): entry is [string, string] => entry[0].startsWith('REGISTRY_') && entry[1] !== undefined,
  );
  if (file) {
    const document = parseYaml(file.text, file.path);
    refusePartOfFile(
      document,
      file.path,
      variables.map(([name]) => pathOfVariable(name)),
    );
    flatten(document, '', file.path, found);
  }
  for (const [name, value] of variables) {
    refuseVariableOfPart(pathOfVariable(name), value, name);
    flatten(parseVariable(name, value), pathOfVariable(name), name, found);
  }
  for (const [path, { where }] of found) {
    if (!knownPath(path)) throw unknown(path, where);
  }
  return found;
}

function flatten(value: unknown, path: string, where: string, found: Map<string, Written>): void {
  if (isObject(value)) {
    for (const [key, inner] of Object.entries(value)) {
      flatten(inner, path === '' ? key.toLowerCase() : `${path}.${key.toLowerCase()}`, where, found);
    }
  } else if (value !== null && value !== undefined) {
    refuseInsteadOfSection(path, value, where);
    refuseQuotedFlag(path, value, where);
    found.set(path, { value: Array.isArray(value) ? JSON.stringify(value) : String(value), where });
  }
}

/**
 * Docker's registry reads variables as YAML, so that `{"enabled":true}` works for a whole section and `['*']` for a list.
 * Everything else is taken as it is written here: YAML would make something else of many a password.
 */
function parseVariable(name: string, value: string): unknown {
  if (value.trimStart().startsWith('{')) return parseYaml(value, name);
  const path = pathOfVariable(name);
  return isList(path) && /^\s*[[-]/.test(value) ? parseYaml(value, name) : readFlag(path, value);
}

function isList(path: string): boolean {
  return path === 'notifications.endpoints' || path.startsWith('http.headers.');
}

function parseYaml(text: string, where: string): unknown {
  try {
    // Warnings would go past us, with the line that they are about.
    return parse(text, { logLevel: 'error' });
  } catch (error) {
    // Passwords may stand there. The lines after the first show what was written, and other errors name a part of it.
    const known = error instanceof YAMLParseError && error.message.split('\n', 1)[0]?.replace(/:$/, '');
    const reason = known || 'a value that begins with * or & needs quotes';
    throw new Fault({ what: `no valid YAML: ${reason}`, where, exit: EXIT.usage });
  }
}

function unknown(path: string, where: string): Fault {
  const near = nearestPath(path);
  const name = where.startsWith('REGISTRY_')
    ? 'REGISTRY_' + (near ?? '').toUpperCase().replaceAll('.', '_')
    : near;
  return new Fault({
    what: `the practice registry has no setting \`${path}\``,
    where,
    todo: near === undefined ? 'leave it out' : `did you mean \`${name}\`?`,
    exit: EXIT.usage,
  });
}
