import { printed } from './value.ts';

/** Go's `fmt.Sprintf` for the verbs that formats of lists use: `%s %v %d %q %x %t %f %%`, width, `-`, `0` and precision. */
export function sprintf(format: string, args: readonly unknown[]): string {
  let used = 0;
  const text = format.replace(
    /%([-+0 #]*)(\d+)?(?:\.(\d+))?([a-zA-Z%])/g,
    (_, flags: string, width, precision, verb: string) => {
      if (verb === '%') return '%';
      if (used >= args.length) return `%!${verb}(MISSING)`;
      const body = formatOne(args[used++], verb, precision === undefined ? undefined : Number(precision));
      if (width === undefined) return body;
      if (flags.includes('-')) return body.padEnd(Number(width));
      return flags.includes('0') && verb !== 's'
        ? body.padStart(Number(width), '0')
        : body.padStart(Number(width));
    },
  );
  const extra = args.slice(used).map((arg) => `${typeName(arg)}=${printed(arg)}`);
  return extra.length ? `${text}%!(EXTRA ${extra.join(', ')})` : text;
}

function formatOne(value: unknown, verb: string, precision: number | undefined): string {
  switch (verb) {
    case 'v':
    case 's': {
      const text =
        typeof value === 'string' || verb === 'v'
          ? printed(value)
          : `%!s(${typeName(value)}=${printed(value)})`;
      return precision === undefined ? text : [...text].slice(0, precision).join('');
    }
    case 'd':
      return typeof value === 'number'
        ? String(Math.trunc(value))
        : `%!d(${typeName(value)}=${printed(value)})`;
    case 'q':
      return JSON.stringify(printed(value));
    case 'x':
      return typeof value === 'number' ? value.toString(16) : Buffer.from(printed(value)).toString('hex');
    case 't':
      return typeof value === 'boolean' ? String(value) : `%!t(${typeName(value)}=${printed(value)})`;
    case 'f':
    case 'g':
    case 'e':
      return typeof value === 'number'
        ? verb === 'g'
          ? String(precision === undefined ? value : Number(value.toPrecision(precision)))
          : value.toFixed(precision ?? 6)
        : `%!${verb}(${typeName(value)}=${printed(value)})`;
    default:
      return `%!${verb}(${typeName(value)}=${printed(value)})`;
  }
}

function typeName(value: unknown): string {
  if (value === null || value === undefined) return '<nil>';
  if (typeof value === 'number') return Number.isInteger(value) ? 'int' : 'float64';
  if (typeof value === 'boolean') return 'bool';
  return typeof value === 'string' ? 'string' : 'map[string]interface {}';
}
