/** What parsing returns instead of a value: one sentence, without a final period, that tells the reader what is wrong. */
export interface Invalid {
  readonly problem: string;
}

/** True for what a parse function of this room returns when the text was not valid. */
export function isInvalid(value: unknown): value is Invalid {
  return typeof value === 'object' && value !== null && 'problem' in value;
}
