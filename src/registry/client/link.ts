import { resolved, type HttpAnswer } from './http.ts';

/** Pages asked for at most, so that a registry that always says "more" does not keep us forever. */
export const PAGES_MAX = 10_000;

/** A target between angle brackets and what is said of it; commas and semicolons may stand in both (RFC 8288, 3). */
const LINK = /<([^>]*)>((?:\s*;\s*[^\s;,="]+(?:\s*=\s*(?:"[^"]*"|[^\s;,"]*))?)*)/g;
const PARAMETER = /;\s*([^\s;,="]+)\s*(?:=\s*(?:"([^"]*)"|([^\s;,"]*)))?/g;

/** Where a list goes on, as `Link: <…>; rel="next"` says; undefined at its end. */
export function nextPage(answer: HttpAnswer): string | undefined {
  for (const [, target, parameters] of String(answer.headers.link ?? '').matchAll(LINK)) {
    if (relationsIn(parameters!).includes('next')) return resolved(answer, target!);
  }
  return undefined;
}

function relationsIn(parameters: string): string[] {
  for (const [, name, quoted, plain] of parameters.matchAll(PARAMETER)) {
    if (name!.toLowerCase() === 'rel') return (quoted ?? plain ?? '').toLowerCase().split(/\s+/);
  }
  return [];
}
