import type { Invalid } from './invalid.ts';

export type JsonObject = Readonly<Record<string, unknown>>;

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The JSON object in these bytes, or what is wrong with them. `subject` names the document in the sentence. */
export function parseObject(bytes: Uint8Array | string, subject: string): JsonObject | Invalid {
  let value: unknown;
  try {
    value = JSON.parse(
      typeof bytes === 'string' ? bytes : new TextDecoder('utf-8', { fatal: true }).decode(bytes),
    );
  } catch (error) {
    return { problem: `the ${subject} is not JSON (${(error as Error).message})` };
  }
  return isObject(value) ? value : { problem: `the ${subject} is not a JSON object` };
}
