import { EXIT, Fault } from '../../fault.ts';
import { FORMATS, type LogFormatter } from '../log-format.ts';
import type { LogLevel, LogSettings } from '../registry-log.ts';
import { flag } from './flag.ts';
import type { Written } from './gather.ts';

type Gathered = ReadonlyMap<string, Written>;

const FIELDS = 'log.fields.';

export function logOf(all: Gathered): LogSettings {
  const formatter = oneOf(all.get('log.formatter'), Object.keys(FORMATS), 'log formatter');
  const written = all.get('log.level') ?? all.get('loglevel');
  const lower = written && { ...written, value: written.value.toLowerCase() };
  const level = oneOf(lower, ['error', 'warn', 'info', 'debug'], 'log level');
  const fields = [...all].filter(([path]) => path.startsWith(FIELDS));
  return {
    level: (level as LogLevel | undefined) ?? 'info',
    accessLog: !flag(all, 'log.accesslog.disabled'),
    ...(formatter !== undefined && { formatter: formatter as LogFormatter }),
    ...(fields.length > 0 && {
      fields: Object.fromEntries(fields.map(([path, { value }]) => [path.slice(FIELDS.length), value])),
    }),
  };
}

function oneOf(written: Written | undefined, known: readonly string[], what: string): string | undefined {
  if (!written?.value) return undefined;
  if (known.includes(written.value)) return written.value;
  throw new Fault({
    what: `\`${written.value}\` is no ${what}`,
    where: written.where,
    todo: `use ${known.slice(0, -1).join(', ')} or ${known.at(-1)}`,
    exit: EXIT.usage,
  });
}
