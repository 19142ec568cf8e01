import { stripVTControlCharacters } from 'node:util';

/**
 * Text that a terminal and XML 1.0 (section 2.2, production Char) can take: no escape sequences, no control characters
 * but tab and newline, nothing that turns the order of reading, no half of a surrogate pair, no noncharacters.
 */
export function printable(text: string): string {
  return stripVTControlCharacters(text)
    .replace(/\r\n?/g, '\n')
    .replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\ufffe\uffff]/g, '')
    .replace(/[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, '')
    .replace(/\p{Surrogate}/gu, '');
}

/** The same on one line. */
export function oneLine(text: string): string {
  return printable(text).replace(/\s+/g, ' ').trim();
}

/** `1.234`: seconds with milliseconds. */
export function seconds(ms: number): string {
  return (ms / 1000).toFixed(3);
}
