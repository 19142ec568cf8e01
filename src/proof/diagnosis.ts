import type { Verdict } from '../checks/verdict.ts';

/** What a person reads of a verdict; the title is there on a passed check too, so it diagnoses nothing. */
export function textsOf({ expected, actual, nearest, help }: Verdict): string {
  return [expected, actual, nearest, help].filter(Boolean).join(' ');
}

/** Whether a verdict contains the words that a mistake asks for; case, backticks and the width of gaps do not matter. */
export function says(verdict: Verdict, words: string): boolean {
  return plain(textsOf(verdict)).includes(plain(words));
}

function plain(text: string): string {
  return text.replaceAll('`', '').replace(/\s+/g, ' ').trim().toLowerCase();
}
