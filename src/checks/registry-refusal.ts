/**
 * `CODE, message` of a registry's error document (distribution specification, *Error codes*), or the `message` that web
 * APIs answer; undefined for other bodies.
 */
export function registryRefusal(body: string): string | undefined {
  try {
    const answer = JSON.parse(body) as {
      errors?: { code?: unknown; message?: unknown }[];
      message?: unknown;
    };
    const { code, message } = answer.errors?.[0] ?? { code: undefined, message: answer.message };
    return [code, message].filter((part) => typeof part === 'string' && part !== '').join(', ') || undefined;
  } catch {
    return undefined;
  }
}
