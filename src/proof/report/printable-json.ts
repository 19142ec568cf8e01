/**
 * What JSON may hold as it is (RFC 8259, section 7) and a terminal obeys all the same: DEL, C1, and what turns the order
 * of reading.
 */
const STEERS = /[\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** A value as JSON that can be looked at in a terminal; whoever parses it gets every character. */
export function printableJson(value: unknown, indent?: number): string {
  return JSON.stringify(value, null, indent).replace(
    STEERS,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
