import { z } from 'zod';

/** The format this program reads. A lab that says more was written for a newer program. */
export const FORMAT = 1;

/** Ids end up in file names, headings and command lines. */
const id = z.string().regex(/^[a-z0-9][a-z0-9-]*$/, 'use lower-case letters, digits and `-`');
const text = z.string().min(1, 'must not be empty');

const variableName = z.string().regex(/^[A-Za-z_]\w*$/, 'use letters, digits and `_`');

const variable = z.union([
  z.string(),
  z.discriminatedUnion('type', [
    z.strictObject({ type: z.literal('port'), default: z.int().min(1).max(65535) }),
    z.strictObject({
      type: z.literal('text'),
      default: z.string(),
      pattern: z.string().optional(),
    }),
    z.strictObject({
      type: z.literal('choice'),
      default: z.string(),
      choices: z.record(text, z.record(variableName, z.string())),
    }),
    z.strictObject({ type: z.literal('mesh'), with: z.string(), without: z.string() }),
  ]),
]);

/** Some things are to be seen on one kind of engine only: practice has three nodes where a learner's own has one. */
const engines = z
  .array(z.enum(['practice', 'docker']))
  .min(1)
  .optional();

const mistake = z.strictObject({
  run: text.optional(),
  answer: text.optional(),
  says: text,
  engines,
});

const step = z.strictObject({
  id,
  title: text,
  engines,
  text: z.string().default(''),
  task: text,
  check: z.array(z.record(z.string(), z.unknown())).min(1, 'a step needs at least one check'),
  mistakes: z.array(mistake).default([]),
});

/** A lab file as written. Check specs pass the schema of their kind separately. */
export const labSchema = z.strictObject({
  format: z.literal(FORMAT),
  id,
  title: text,
  summary: text,
  level: z.enum(['beginner', 'intermediate', 'advanced']),
  minutes: z.number().positive(),
  after: z.array(id).default([]),
  engines: z
    .array(z.enum(['practice', 'docker']))
    .min(1)
    .default(['practice', 'docker']),
  needs: z.array(z.enum(['swarm', 'internet', 'account', 'git'])).default([]),
  goals: z.array(text).default([]),
  vars: z.record(variableName, variable).default({}),
  images: z.array(text).default([]),
  steps: z.array(step).min(1, 'a lab needs at least one step'),
});

export type WrittenLab = z.infer<typeof labSchema>;
export type WrittenStep = WrittenLab['steps'][number];
