/**
 * The commands of a `sh` block, one entry per command to type. A line that ends in `\`, leaves a quote open or
 * starts a heredoc goes on to where it ends; comment lines and empty lines are dropped.
 */
export function shellCommands(block: string): string[] {
  const commands: string[] = [];
  const lines = block.split('\n');
  for (let index = 0; index < lines.length; index++) {
    const line = lines[index]!;
    if (line.trim() === '' || line.trimStart().startsWith('#')) continue;
    let command = line;
    while (isOpen(command) && index + 1 < lines.length) command += `\n${lines[++index]!}`;
    for (const { word, indented } of heredocs(command)) {
      while (index + 1 < lines.length) {
        const next = lines[++index]!;
        command += `\n${next}`;
        if ((indented ? next.replace(/^\t+/, '') : next) === word) break;
      }
    }
    commands.push(command.trim());
  }
  return commands;
}

/** True when the shell would ask for another line: a trailing `\` or an open quote. */
function isOpen(command: string): boolean {
  const { quote, escaped } = scan(command);
  return quote !== undefined || escaped;
}

interface Heredoc {
  readonly word: string;
  /** `<<-`: leading tabs do not count. */
  readonly indented: boolean;
}

function heredocs(command: string): Heredoc[] {
  const { unquoted } = scan(command);
  return [...unquoted.matchAll(/<<(-?)\s*(\S+)/g)]
    .filter(({ index }) => unquoted[index - 1] !== '<' && unquoted[index + 2] !== '<')
    .map((match) => ({
      indented: match[1] === '-',
      word: command
        .slice(match.index + match[0].length - match[2]!.length)
        .match(/^[^\s;|&<>]+/)![0]
        .replace(/['"\\]/g, ''),
    }));
}

/** Walks quotes as a POSIX shell does; `unquoted` has quoted text and comments replaced by `_`, length unchanged. */
function scan(command: string): { quote: string | undefined; escaped: boolean; unquoted: string } {
  let quote: string | undefined;
  let escaped = false;
  let comment = false;
  let unquoted = '';
  for (let index = 0; index < command.length; index++) {
    const char = command[index]!;
    if (comment) {
      comment = char !== '\n';
      unquoted += comment ? '_' : char;
    } else if (escaped) {
      escaped = false;
      unquoted += '_';
    } else if (char === '\\' && quote !== "'") {
      escaped = true;
      unquoted += '_';
    } else if (quote) {
      if (char === quote) quote = undefined;
      unquoted += '_';
    } else if (char === "'" || char === '"') {
      quote = char;
      unquoted += '_';
    } else if (char === '#' && /^$|\s/.test(command[index - 1] ?? '')) {
      comment = true;
      unquoted += '_';
    } else unquoted += char;
  }
  return { quote, escaped, unquoted };
}
