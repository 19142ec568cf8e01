import { Failure } from '../failure.ts';
import { compile, TemplateProblem } from '../template/template.ts';
import { functions } from '../template/functions.ts';
import { alignColumns } from './columns.ts';
import { compactJson } from './json.ts';

/** One row of a list: what a template can ask of it. Values are texts; `Label` is a function. */
export type Row = Readonly<Record<string, unknown>>;

export interface ListForm {
  /** Headings by field. A template's column without one shows nothing. */
  readonly headings: Readonly<Record<string, string>>;
  /** The template of the default table. */
  readonly table: string;
  /** What `-q` prints of a row. */
  readonly quiet: string;
  /** Go's name for the rows, which shows when a template asks for a field that is not there. */
  readonly typeName: string;
  /** How docker introduces a template that does not fit; lists differ. */
  readonly complaint?: string;
}

const same = (value: unknown): unknown => value;
const plainFunctions = Object.fromEntries(
  ['json', 'lower', 'upper', 'title', 'truncate', 'split'].map((name) => [name, same]),
);

/**
 * A list as docker prints it, for `--format` (`table`, `json`, a template, or a template after `table`) and `--quiet`.
 * Throws a Failure for a template that does not parse or does not fit.
 */
export function printList(
  rows: readonly Row[],
  form: ListForm,
  format: string | undefined,
  quiet: boolean,
): string {
  const asked = format === '' || format === undefined ? 'table' : format;
  if (quiet && (asked === 'table' || asked === 'json'))
    return rows.map((row) => `${String(row[form.quiet])}\n`).join('');
  if (asked === 'json') return rows.map((row) => `${rowJson(row)}\n`).join('');
  const isTable = asked.startsWith('table');
  const source = asked === 'table' ? form.table : isTable ? asked.slice('table'.length).trim() : asked;
  return render(rows, form, source, isTable);
}

function render(rows: readonly Row[], form: ListForm, source: string, isTable: boolean): string {
  // Shells make it hard to type a tab, so docker reads these two escapes outside of strings as well.
  const text = source.replaceAll('\\t', '\t').replaceAll('\\n', '\n');
  const missing = (field: string, top: boolean): string =>
    top
      ? `can't evaluate field ${field} in type ${form.typeName}`
      : `can't evaluate field ${field} in type string`;
  try {
    const template = compile(text, { missing, functions: { json: listJson } });
    // These lists try a template before they look what there is.
    if (form.complaint && rows.length === 0) template(headingsRow(form));
    const lines = rows.map((row) => template(row));
    if (!isTable) return lines.map((line) => `${line}\n`).join('');
    const head = compile(text, { missing, functions: plainFunctions });
    return alignColumns([head(headingsRow(form)), ...lines].flatMap((line) => line.split('\n')));
  } catch (error) {
    if (!(error instanceof TemplateProblem)) throw error;
    const parsing = error.while === 'parsing';
    throw new Failure(
      `${parsing ? 'template parsing error' : (form.complaint ?? 'template parsing error')}: template: ${error.message}`,
    );
  }
}

function headingsRow(form: ListForm): Row {
  return { Label: (name: unknown) => labelHeading(String(name)), ...form.headings };
}

/** The heading over `{{.Label "com.example.some-key"}}`: the last part of the name. */
function labelHeading(name: string): string {
  return name.split('.').at(-1)!.replaceAll('-', ' ').replaceAll('_', ' ');
}

const listJson = (value: unknown): unknown => {
  const isRow = typeof value === 'object' && value !== null && !Array.isArray(value);
  return isRow ? rowJson(value as Row) : functions['json']!(value);
};

function rowJson(row: Row): string {
  const keys = Object.keys(row).filter((key) => typeof row[key] !== 'function');
  return compactJson(Object.fromEntries(keys.sort().map((key) => [key, row[key]])));
}
