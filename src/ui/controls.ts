/*
 * What may not reach a terminal from commands and labs: it could move the cursor, set the title, write to the
 * clipboard, or ask the terminal for answers.
 */

/** A string that does not end within this many characters is none: it is not waited for. */
export const LONGEST = 4096;

const ESC = '\u001B';
/** One control sequence of ECMA-48, or one control character other than tab, line feed and carriage return. */
const CONTROLS = new RegExp(
  [
    `(?:${ESC}\\[|\\u009B)[0-?]*[ -/]*[@-~]`, // CSI (5.4)
    // OSC, DCS, SOS, PM, APC with their terminator (5.6); xterm also ends them with BEL. Unfinished, they end with the line.
    `(?:${ESC}[\\]PX^_]|[\\u0090\\u0098\\u009D-\\u009F])[^\\n\\u0007\\u001B\\u009C]{0,${LONGEST}}(?:\\u0007|${ESC}\\\\|\\u009C)?`,
    `${ESC}[ -/]*[0-~]?`, // the short ones (5.3), and a lone ESC
    '[\\u0000-\\u0008\\u000B\\u000C\\u000E-\\u001F\\u007F-\\u009F]', // C0, DEL, C1
    '[\\u061C\\u200E\\u200F\\u202A-\\u202E\\u2066-\\u2069]', // Unicode's, which turn the order of what is read (UAX 9)
  ].join('|'),
  'g',
);
const STYLE = new RegExp(`^${ESC}\\[[0-9;:]*m$`);

/** A line that is ready for the terminal: what colors it stays, whatever else got into it does not. */
export const harmless = (line: string): string =>
  withoutControls(line, { color: true }).replace(/[\r\n\t]+/g, ' ');

/** Text without control sequences and control characters; colors and styles (SGR) may stay. */
export function withoutControls(text: string, { color }: { readonly color: boolean }): string {
  return text.replace(CONTROLS, (sequence) => (color && STYLE.test(sequence) ? sequence : ''));
}
