import { Evaluation } from './evaluate.ts';
import { functions, type TemplateFunction } from './functions.ts';
import { parse } from './parse.ts';

export { TemplateProblem } from './tree.ts';

export interface TemplateOptions {
  /** Go's name of the template, which shows in messages. */
  readonly name?: string;
  /** What Go says of a field that is not there. */
  readonly missing?: (field: string, top: boolean) => string;
  /** The data is JSON as it came, and not an object of Go's client: see Surroundings. */
  readonly untyped?: boolean;
  readonly functions?: Readonly<Record<string, TemplateFunction>>;
}

export type Template = (data: unknown) => string;

/**
 * A Go template as a function from data to text.
 * Throws a TemplateProblem here when it does not parse, and when it is called with data it does not fit.
 */
export function compile(source: string, options: TemplateOptions = {}): Template {
  const known = { ...functions, ...options.functions };
  const nodes = parse(source, new Set(Object.keys(known)));
  const around = {
    source,
    functions: known,
    name: options.name ?? '',
    untyped: options.untyped ?? false,
    missing: options.missing ?? ((field: string) => `map has no entry for key "${field}"`),
  };
  return (data) => new Evaluation(around, data).run(nodes, data);
}
