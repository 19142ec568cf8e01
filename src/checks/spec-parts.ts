import { z } from 'zod';
import { isInvalid, parseReference } from '../image/reference.ts';
import { parsePublishing } from './ports.ts';

/** Texts that must say something: an empty one would pass for anything. */
export const text = z.string().min(1, 'must not be empty');

/** One text or a list of them, as a list. */
export const texts = z
  .union([text, z.array(text).min(1, 'must not be empty: it could never fail')])
  .transform((value) => [value].flat());

/** An image reference, checked, kept as written. */
export const reference = text.superRefine((value, context) => {
  const parsed = parseReference(value);
  if (isInvalid(parsed))
    context.addIssue({ code: 'custom', message: `is no image reference: ${parsed.problem}` });
});

/** Key and value pairs, at least one. */
export const pairs = z
  .record(z.string(), z.string())
  .refine((value) => Object.keys(value).length > 0, 'must not be empty: it could never fail');

export const absent = z.literal(true).optional();

/** One published port or a list of them, as a list. `form` is how an author is told to write one. */
export const publishings = (form: string) => {
  const publishing = text.refine(
    (value) => parsePublishing(value) !== undefined,
    `write ${form}, such as "5000:5000"`,
  );
  return z.union([publishing, z.array(publishing).min(1)]).transform((value) => [value].flat());
};

const mount = z.strictObject({
  target: text,
  source: text.optional(),
  type: z.enum(['bind', 'volume']).optional(),
});

/** Volumes and folders that a task sees. */
export const mounts = z.array(mount).min(1, 'must not be empty: it could never fail');

/** Those that a container sees; `writable`: and may write to. */
export const containerMounts = z
  .array(mount.extend({ writable: z.literal(true).optional() }))
  .min(1, 'must not be empty: it could never fail');
