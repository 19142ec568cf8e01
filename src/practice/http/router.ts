import type { Call } from './call.ts';

export type Handler = (call: Call) => Promise<void> | void;

interface Route {
  readonly method: string;
  readonly pattern: RegExp;
  readonly handler: Handler;
}

export interface Match {
  readonly handler: Handler;
  readonly params: Record<string, string>;
}

/**
 * Routes of the Engine API. A pattern names its parts: `/containers/:id/json`. `:name*` takes slashes too, since an
 * image is named `localhost:5000/team/app:1.0` in a path.
 */
export class Router {
  readonly #routes: Route[] = [];

  on(method: string, pattern: string, handler: Handler): this {
    const source = pattern.replace(/:(\w+)\*/g, '(?<$1>.+)').replace(/:(\w+)/g, '(?<$1>[^/]+)');
    this.#routes.push({ method, pattern: new RegExp(`^${source}$`), handler });
    return this;
  }

  /** The first route that fits, in the order they were added. A HEAD is answered by the GET when no route is its own. */
  find(method: string, path: string): Match | undefined {
    for (const route of this.#routes) {
      if (route.method !== method) continue;
      const found = route.pattern.exec(path);
      if (!found) continue;
      const params = Object.entries(found.groups ?? {}).map(([name, value]) => [name, decode(value)]);
      return { handler: route.handler, params: Object.fromEntries(params) as Record<string, string> };
    }
    return undefined;
  }
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
