import { withoutControls } from './controls.ts';

/**
 * Text from commands and labs as lines of a page: nothing in it steers the terminal, tabs are opened to eight columns.
 * Of a line that was rewritten with carriage returns, what was written last stays.
 */
export function cleanText(text: string): string {
  return withoutControls(text, { color: false })
    .replace(/\r+\n/g, '\n')
    .split('\n')
    .map((line) => openTabs(line.split('\r').findLast((part) => part !== '') ?? ''))
    .join('\n');
}

function openTabs(line: string): string {
  if (!line.includes('\t')) return line;
  let opened = '';
  for (const char of line) opened += char === '\t' ? ' '.repeat(8 - (opened.length % 8)) : char;
  return opened;
}
