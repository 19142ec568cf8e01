import { Failure } from '../failure.ts';
import { compactJson } from '../print/json.ts';
import { compile, TemplateProblem } from '../template/template.ts';

/** One object by `--format`: `json` or a template. Throws a Failure for a template that does not fit. */
export function printOne(
  value: unknown,
  format: string,
  { typeName, name = '' }: { typeName: string; name?: string },
): string {
  if (format === 'json') return `${compactJson(value, { escapeHtml: false })}\n`;
  try {
    const missing = (field: string, top: boolean): string =>
      `can't evaluate field ${field} in type ${top ? typeName : 'interface {}'}`;
    return `${compile(format, { missing, name })(value)}\n`;
  } catch (error) {
    if (!(error instanceof TemplateProblem)) throw error;
    if (error.while === 'parsing')
      throw new Failure(`template parsing error: template: ${error.message}`, 64);
    process.stdout.write('\n');
    throw new Failure(`template: ${error.message}`);
  }
}
