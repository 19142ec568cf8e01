import { Failure } from '../failure.ts';
import { compactJson } from '../print/json.ts';
import { compile, TemplateProblem, type Template } from '../template/template.ts';
import { isRecord } from '../template/value.ts';

/** Docker ends with 64 when the template itself is wrong. */
const wrongTemplate = 64;

/**
 * The template of `docker inspect --format`. Docker tries it on its own typed object first, where `{{.Id}}` is called
 * `{{.ID}}`, and when that fails on the JSON as the engine sent it, whose objects print and encode in the order of
 * their keys. Throws a Failure for a template that does not parse.
 */
export function inspectTemplate(format: string): Template {
  try {
    const typed = compile(format);
    const raw = compile(format, { untyped: true, functions: { json: sortedJson } });
    return (value) => {
      try {
        return typed(typedView(value));
      } catch (error) {
        if (!(error instanceof TemplateProblem)) throw error;
        return raw(value);
      }
    };
  } catch (error) {
    if (!(error instanceof TemplateProblem)) throw error;
    throw new Failure(`template parsing error: template: ${error.message}`, wrongTemplate);
  }
}

function typedView(value: unknown): unknown {
  if (!isRecord(value) || !('Id' in value)) return value;
  const { Id, ...rest } = value;
  const isImage = 'RootFS' in rest && isRecord(rest['Config']);
  const view: Record<string, unknown> = isImage
    ? { ...rest, Config: imageConfig(rest['Config'] as object) }
    : rest;
  Object.defineProperty(view, 'ID', { value: Id, enumerable: false });
  Object.defineProperty(view, 'toJSON', { value: () => ({ Id, ...view }), enumerable: false });
  return view;
}

/** The settings that the image specification knows, in its order, without those that are empty. */
function imageConfig(config: Readonly<Record<string, unknown>> | object): Record<string, unknown> {
  const names = [
    ...['User', 'ExposedPorts', 'Env', 'Entrypoint', 'Cmd', 'Volumes', 'WorkingDir', 'Labels', 'StopSignal'],
    ...['ArgsEscaped', 'Healthcheck', 'OnBuild', 'Shell'],
  ];
  const all = config as Readonly<Record<string, unknown>>;
  const empty = (value: unknown): boolean =>
    !value || (typeof value === 'object' && Object.keys(value).length === 0);
  return Object.fromEntries(names.filter((name) => !empty(all[name])).map((name) => [name, all[name]]));
}

const sortedJson = (value: unknown): string => compactJson(sorted(value), { escapeHtml: false });

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (!isRecord(value)) return value;
  return Object.fromEntries(
    Object.keys(value)
      .sort()
      .map((key) => [key, sorted(value[key])]),
  );
}
