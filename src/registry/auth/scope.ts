import type { Access } from './auth.ts';

/** `repository:host:5000/me/app:pull,push`: type before the first colon, actions after the last. */
export function parseScope(text: string): Access | undefined {
  const match = /^(repository|registry)(?:\([a-z]+\))?:(.+):([a-z*,]*)$/.exec(text);
  if (!match) return undefined;
  return { type: match[1] as Access['type'], name: match[2]!, actions: match[3]!.split(',').filter(Boolean) };
}

/** Several scopes may come in one text, separated by spaces, and in several parameters. */
export function parseScopes(texts: readonly string[]): Access[] {
  return texts.flatMap((text) => text.split(' ')).flatMap((text) => parseScope(text) ?? []);
}

export function formatScope({ type, name, actions }: Access): string {
  return `${type}:${name}:${actions.join(',')}`;
}

/** The `detail` of a refusal, in the form of Docker's registry: one entry per action; null when nothing is named. */
export function refusedDetail(wanted: readonly Access[]): unknown {
  const entries = wanted.flatMap(({ type, name, actions }) =>
    actions.map((action) => ({ Type: type, Class: '', Name: name, Action: action })),
  );
  return entries.length > 0 ? entries : null;
}
