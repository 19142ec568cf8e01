import { parseArgs } from 'node:util';
import { EXIT, Fault } from '../fault.ts';
import { nearest } from '../lab/nearest.ts';
import type { Command } from './command.ts';
import { valuesOf, type Values } from './values.ts';

export interface ParsedArguments {
  readonly arguments: readonly string[];
  readonly values: Values;
  readonly help: boolean;
}

/** The arguments after the verb, checked against what the command takes. Throws a usage Fault. */
export function parseArguments(command: Command, argv: readonly string[]): ParsedArguments {
  const name = `workshop ${command.name}`.trim();
  const wrong = (what: string, todo = `see \`${name} --help\``) =>
    new Fault({ what, todo, exit: EXIT.usage });
  const options = Object.fromEntries(
    Object.entries(command.options).map(([key, { type, short, multiple }]) => [
      key,
      { type, ...(short && { short }), ...(multiple && { multiple }) },
    ]),
  );
  const { tokens, values, positionals } = parseArgs({
    args: [...argv],
    options: { ...options, help: { type: 'boolean', short: 'h' } },
    allowPositionals: true,
    strict: false,
    tokens: true,
  });
  if (values['help'] === true) return { arguments: [], values: valuesOf({}), help: true };

  for (const token of tokens) {
    if (token.kind !== 'option') continue;
    const option = command.options[token.name];
    if (!option) {
      const meant = nearest(token.name, [...Object.keys(command.options), 'help']);
      throw wrong(`\`${name}\` has no option ${token.rawName}`, meant && `did you mean --${meant}?`);
    }
    if (option.type === 'boolean' && token.value !== undefined) {
      throw wrong(`${token.rawName} takes no value`);
    }
    if (option.type === 'string' && (token.value === undefined || token.value === '')) {
      throw wrong(`${token.rawName} needs a value: ${token.rawName} ${option.value ?? 'VALUE'}`);
    }
    if (option.choices && !option.choices.includes(token.value!)) {
      const meant = nearest(token.value!, option.choices);
      throw wrong(
        `${token.rawName} cannot be "${token.value}": it is ${option.choices.join(' or ')}`,
        meant && `did you mean ${meant}?`,
      );
    }
  }

  const missing = command.arguments.find(
    (argument, index) => argument.required && positionals[index] === undefined,
  );
  if (missing) throw wrong(`\`${name}\` needs ${missing.name}`, undefined);
  const takesMany = command.arguments.some(({ many }) => many);
  if (!takesMany && positionals.length > command.arguments.length) {
    throw wrong(`\`${name}\` does not take "${positionals[command.arguments.length]}"`);
  }
  return { arguments: positionals, values: valuesOf(values), help: false };
}
