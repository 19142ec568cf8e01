/** A longer line than this is passed on in pieces rather than held back. */
const LONGEST = 16 * 1024;

/**
 * Output comes in chunks that may cut a secret in two, so it is looked at line by line: `write` returns the text that
 * is complete, without its secrets; `end` returns the rest.
 */
export function redactedLines(redact: (text: string) => string): {
  write(chunk: string): string;
  end(): string;
} {
  let held = '';
  return {
    write(chunk) {
      const text = held + chunk;
      const lineEnd = Math.max(text.lastIndexOf('\n'), text.lastIndexOf('\r')) + 1;
      const cut = text.length - lineEnd > LONGEST ? text.length : lineEnd;
      held = text.slice(cut);
      return redact(text.slice(0, cut));
    },
    end() {
      const text = held;
      held = '';
      return redact(text);
    },
  };
}
