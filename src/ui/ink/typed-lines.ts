/**
 * Whether a shell would ask for more: a trailing backslash, an open quote, or a here-document without its end.
 * What this takes for complete and the shell does not, the shell says itself.
 */
export function wantsMore(text: string): boolean {
  const lines = text.split('\n');
  let delimiter: string | undefined;
  let code = '';
  for (const line of lines) {
    if (delimiter !== undefined) {
      if (line.trim() === delimiter) delimiter = undefined;
      continue;
    }
    code += `${line}\n`;
    delimiter = /<<-?\s*(['"]?)([A-Za-z_]\w*)\1/.exec(line)?.[2];
  }
  return delimiter !== undefined || /(^|[^\\])(\\\\)*\\\n$/.test(code) || openQuote(code);
}

function openQuote(code: string): boolean {
  let quote = '';
  // Around each `$(` in double quotes: how many of its parentheses are open. Quotes begin anew in there.
  const within: number[] = [];
  for (let index = 0; index < code.length; index += 1) {
    const char = code[index]!;
    if (char === '\\' && quote !== "'") index += 1;
    else if (quote === '"' && char === '$' && code[index + 1] === '(') {
      within.push(0);
      quote = '';
    } else if (quote) quote = char === quote ? '' : quote;
    else if (char === '(' && within.length > 0) within.push(within.pop()! + 1);
    else if (char === ')' && within.length > 0) {
      const open = within.pop()! - 1;
      if (open > 0) within.push(open);
      else quote = '"';
    } else if (char === '#' && (index === 0 || /\s/.test(code[index - 1]!))) {
      index = code.indexOf('\n', index);
    } else if (char === "'" || char === '"') quote = char;
  }
  return quote !== '';
}

/**
 * Pasted text as the lines to run and what stays at the prompt: what had no line end yet. Continued lines and
 * here-documents stay whole.
 */
export function linesOf(pasted: string): { run: string[]; rest: string } {
  const lines = pasted.replace(/\r\n?/g, '\n').replace(/\t/g, ' ').split('\n');
  const run: string[] = [];
  let pending = '';
  lines.forEach((line, index) => {
    const text = pending === '' ? line : `${pending}\n${line}`;
    const last = index === lines.length - 1;
    if (last || (text.trim() !== '' && wantsMore(text))) pending = text;
    else {
      if (text.trim() !== '') run.push(text);
      pending = '';
    }
  });
  return { run, rest: pending };
}
