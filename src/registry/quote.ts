/** Quoted, with everything escaped that could end the quotes or the line: the words come from strangers. */
export function quote(text: string): string {
  // Most words are harmless, and looking is cheaper than escaping.
  return /^[ !#-[\]-~]*$/.test(text) ? `"${text}"` : JSON.stringify(text).replace(/[\u007f-\u009f]/g, '?');
}
