import { anywhereShapes, lineShapes, REDACTED } from './redact-shapes.ts';
import { isSecretName } from './secret-names.ts';

/** A shorter secret would be taken out of every other word. */
const SHORTEST_KNOWN = 4;

/** Takes secrets out of what is written down, and remembers those it saw, to find them again in later outputs. */
export interface Redactor {
  /** A typed line: options, assignments and pipes that hand a secret to a program, and what `text` finds. */
  line(line: string): string;
  /** An output, or any other text. */
  text(text: string): string;
  /** A value known to be secret, from now on. */
  learn(secret: string): void;
}

export function createRedactor(env: Readonly<Record<string, string | undefined>> = {}): Redactor {
  const known = new Set<string>();
  const learn = (secret: string): void => {
    const bare = unquoted(secret);
    if (bare.length >= SHORTEST_KNOWN && !PLACEHOLDER.test(bare)) known.add(bare);
  };
  for (const [name, value] of Object.entries(env)) if (value && isSecretName(name)) learn(value);

  const withoutKnown = (text: string): string => {
    // Longest first: one secret may be part of another.
    const secrets = [...known].sort((a, b) => b.length - a.length);
    return secrets.reduce((rest, secret) => takeOut(rest, secret), text);
  };
  const withoutShapes = (text: string, shapes: typeof anywhereShapes): string =>
    shapes.reduce((rest, { pattern }) => replaceSecrets(rest, pattern, learn), text);

  const text = (from: string): string => withoutKnown(withoutShapes(from, anywhereShapes));
  return { line: (line) => text(withoutShapes(line, lineShapes)), text, learn };
}

/** `$TOKEN`, `${TOKEN}`, `$(cat file)`, `${{ secrets.TOKEN }}` of a workflow, `<password>`, `REDACTED`: not the secret itself. */
const PLACEHOLDER =
  /^(?:\$|\$\w+|\$\{\w+\}|\$\{\{[^{}]*\}\}|\$\([\s\S]*\)|`[\s\S]*`|<[\w -]*>|\*+|-|REDACTED)$/;

function replaceSecrets(text: string, pattern: RegExp, learn: (secret: string) => void): string {
  let result = '';
  let from = 0;
  for (const match of text.matchAll(pattern)) {
    const secret = match.groups?.secret;
    const span = match.indices?.groups?.secret;
    if (secret === undefined || !span || span[0] < from) continue;
    const { name } = match.groups!;
    if (name !== undefined && !isSecretName(name)) continue;
    if (secret === '' || PLACEHOLDER.test(unquoted(secret))) continue;
    learn(secret);
    result += text.slice(from, span[0]) + REDACTED;
    from = span[1];
  }
  return result + text.slice(from);
}

function takeOut(text: string, secret: string): string {
  if (!text.includes(secret)) return text;
  // A plain word such as `test` is taken out where it stands alone, not out of `testing`.
  if (!/^\w{1,8}$/.test(secret)) return text.replaceAll(secret, REDACTED);
  return text.replace(new RegExp(`(?<!\\w)${secret}(?!\\w)`, 'g'), REDACTED);
}

function unquoted(word: string): string {
  const bare = word.replace(/^\$(?=')/, '');
  return /^(["'])[\s\S]*\1$/.test(bare) ? bare.slice(1, -1) : bare.replace(/^["']|["']$/g, '');
}
