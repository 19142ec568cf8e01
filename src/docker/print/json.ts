/** JSON as Go's encoder writes it: `<`, `>` and `&` escaped unless told otherwise, and U+2028/U+2029 always. */
export function compactJson(value: unknown, { escapeHtml = true } = {}): string {
  const text = JSON.stringify(value) ?? 'null';
  const pattern = escapeHtml ? /[<>&\u2028\u2029]/g : /[\u2028\u2029]/g;
  return text.replace(pattern, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** JSON with the indentation of `docker inspect`. */
export function indentedJson(value: unknown): string {
  return JSON.stringify(value, null, 4);
}
