import { z } from 'zod';
import { found, missed } from './finding.ts';
import { addressOf, noSuchRegistry, unreachable } from './http-unreachable.ts';
import { ask, HttpFailure } from './http-request.ts';
import type { HttpAnswer } from './http-request.ts';
import { jsonDifference } from './json-subset.ts';
import type { CheckKind, Evaluation } from './kind.ts';
import { code, firstLine, joined } from './phrases.ts';
import { registryRefusal } from './registry-refusal.ts';
import { absent, pairs, text, texts } from './spec-parts.ts';
import { readTrusted, untrusted } from './trusted.ts';

const schema = z.strictObject({
  url: text,
  method: z.enum(['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'OPTIONS']).default('GET'),
  /** One status or several that will do; 200 unless told. */
  status: z
    .union([z.int(), z.array(z.int()).min(1)])
    .transform((value) => [value].flat())
    .default([200]),
  /** Text that a header must contain, whatever its case. */
  headers: pairs.optional(),
  /** What the JSON must have at least: objects by their listed keys, lists by their listed elements. */
  json: z.json().optional(),
  contains: texts.optional(),
  /** `name:password` */
  user: text.optional(),
  /** Certificate file to trust, relative to the working folder. */
  ca: text.optional(),
  /** Nothing may answer at the address. */
  absent,
  /** What the answer proves, for people; the address and the status when not written. */
  title: text.optional(),
  /** What to try when the answer is another one. */
  help: text.optional(),
});

export type HttpSpec = z.infer<typeof schema>;

/** One HTTP request, and what the answer must be. */
export const http: CheckKind<HttpSpec> = {
  kind: 'http',
  schema,
  title: ({ url, method, status, absent, title }) =>
    title ??
    (absent
      ? `nothing answers at ${code(url)}`
      : `${code(`${method === 'GET' ? '' : `${method} `}${url}`)} answers ${joined(status.map(String), 'or')}`),
  async evaluate(spec, world) {
    const expected = expectation(spec);
    const where = await addressOf(spec.url, world);
    if (where.missing)
      return spec.absent
        ? found(expected, 'nothing answers')
        : withHelp(spec.help, noSuchRegistry(new URL(spec.url).host, expected, where));
    let answer: HttpAnswer;
    try {
      const ca = await readTrusted(spec.ca, world);
      if (spec.ca !== undefined && ca === undefined) return untrusted(spec.ca, expected);
      answer = await ask({ ...spec, url: where.url, ...(ca ? { ca } : {}), signal: world.signal });
    } catch (error) {
      if (!(error instanceof HttpFailure)) throw error;
      return spec.absent
        ? found(expected, 'nothing answers')
        : unreachable(spec.url, error, expected, world, spec.ca);
    }
    if (spec.absent)
      return missed(expected, `${code(spec.url)} answers with status ${answer.status}`, {
        help:
          spec.help ?? 'Something still listens there: `docker container ls` shows what publishes the port.',
      });
    const problem = problemWith(answer, spec);
    return problem
      ? missed(expected, problem.actual, { help: spec.help ?? problem.help })
      : found(expected, `it answers ${answer.status}`);
  },
  lint: ({ url, absent, json, contains, headers, method }) => [
    ...(/^https?:\/\//.test(url) && URL.canParse(url)
      ? []
      : [
          {
            message: `\`${url}\` is no URL`,
            path: ['url'],
            suggestion: URL.canParse(`http://${url}`) ? `write \`http://${url}\`` : undefined,
          },
        ]),
    ...(absent && (json ?? contains ?? headers)
      ? [{ message: 'where nothing answers there is no content', path: ['absent'] }]
      : []),
    ...(method === 'HEAD' && (json ?? contains)
      ? [{ message: 'an answer to HEAD has no content', path: ['method'] }]
      : []),
    ...(json !== undefined && isEmpty(json)
      ? [{ message: '`json` says nothing: it could hardly fail', path: ['json'] }]
      : []),
  ],
};

function withHelp(help: string | undefined, evaluation: Evaluation): Evaluation {
  return help === undefined ? evaluation : { ...evaluation, help };
}

function isEmpty(json: unknown): boolean {
  return typeof json === 'object' && json !== null && Object.keys(json).length === 0;
}

function expectation({ url, status, absent, headers, json, contains }: HttpSpec): string {
  if (absent) return `nothing listens at ${code(url)}`;
  const also = [
    ...Object.entries(headers ?? {}).map(([name, value]) => `the header ${code(`${name}: ${value}`)}`),
    ...(json === undefined ? [] : [`JSON with ${code(firstLine(JSON.stringify(json), 60))}`]),
    ...(contains ?? []).map((part) => code(firstLine(part, 40))),
  ];
  return `${code(url)} answers with status ${joined(status.map(String), 'or')}${also.length ? ` and ${joined(also, 'and')}` : ''}`;
}

function problemWith(
  answer: HttpAnswer,
  { status, headers, json, contains }: HttpSpec,
): { actual: string; help?: string | undefined } | undefined {
  if (!status.includes(answer.status)) return statusProblem(answer);
  for (const [name, value] of Object.entries(headers ?? {})) {
    const is = answer.headers[name.toLowerCase()];
    const text = [is ?? []].flat().join(', ');
    if (is === undefined) return { actual: `the answer has no header ${code(name)}` };
    if (!text.toLowerCase().includes(value.toLowerCase()))
      return { actual: `its header is ${code(`${name}: ${firstLine(text)}`)}` };
  }
  if (json !== undefined) {
    let parsed: unknown;
    try {
      parsed = JSON.parse(answer.body);
    } catch {
      return { actual: `the answer is no JSON: ${code(firstLine(answer.body, 80))}` };
    }
    const difference = jsonDifference(json, parsed);
    if (difference) return { actual: `in its JSON, ${difference}` };
  }
  const lacking = (contains ?? []).find((part) => !answer.body.includes(part));
  return lacking === undefined
    ? undefined
    : {
        actual: `the answer does not contain ${code(lacking)}; it begins with ${code(firstLine(answer.body, 80))}`,
      };
}

function statusProblem({ status, headers, body }: HttpAnswer): { actual: string; help?: string | undefined } {
  const said = firstLine(registryRefusal(body) ?? plainText(body), 160);
  const actual = `it answers ${status}${said ? `: ${said}` : ''}`;
  if (status === 401)
    return {
      actual,
      help: `Status 401 asks for a login${headers['www-authenticate'] ? ' (its header `WWW-Authenticate` says which)' : ''}.`,
    };
  if (status === 403) return { actual, help: 'Status 403 says: you are known, and you may not.' };
  if (status === 404) return { actual, help: 'Something listens there, but it has nothing at this path.' };
  if (status === 400 && /HTTPS/i.test(body))
    return { actual, help: 'That server speaks HTTPS: the address needs `https://`.' };
  return { actual };
}

/** Pages of proxies and web servers say nothing in a sentence. */
function plainText(body: string): string {
  return /^\s*[<{[]/.test(body) ? '' : body;
}
