import { askSecret, readSecret } from '../secret-input.ts';
import { CloudFailure } from '../failure.ts';
import type { ActionAbout, FieldAbout } from './web.ts';

/** What is typed behind an action: words in the order of its fields, `--flags`, and secrets from elsewhere. */
export async function readValues(
  argv: readonly string[],
  { fields }: ActionAbout,
  usage: string,
): Promise<Record<string, string>> {
  const wrong = (message: string): CloudFailure => new CloudFailure(`${message}\n\n${usage}`, 2);
  const open = fields.filter(({ kind, pageOnly }) => kind === 'text' && !pageOnly);
  const values: Record<string, string> = {};
  let fromStdin = false;
  for (let at = 0; at < argv.length; at++) {
    const word = argv[at]!;
    if (word === '--password-stdin') fromStdin = true;
    else if (word.startsWith('--')) {
      const [name = '', ...attached] = word.slice(2).split('=');
      const field = fields.find((one) => one.name === name && one.kind !== 'secret');
      if (!field) throw wrong(`there is no option --${name} here`);
      const value = attached.length > 0 ? attached.join('=') : field.kind === 'flag' ? 'true' : argv[++at];
      if (value === undefined) throw wrong(`--${name} wants a value`);
      if (!(field.kind === 'flag' && value === 'false')) values[name] = value;
    } else {
      const field = open.shift();
      if (!field) throw wrong(`“${word}” is one word too many`);
      values[field.name] = word;
    }
  }
  const missing = open.find(({ optional, name }) => !optional && !(name in values));
  if (missing) throw wrong(`missing: ${missing.label}`);
  for (const field of fields.filter(({ kind, pageOnly }) => kind === 'secret' && !pageOnly))
    values[field.name] = await secretOf(field, fromStdin);
  return values;
}

async function secretOf({ label }: FieldAbout, fromStdin: boolean): Promise<string> {
  if (fromStdin) return readSecret();
  return askSecret(`${label}: `);
}
