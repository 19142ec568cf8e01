import type { Readable } from 'node:stream';
import { digestOf } from '../../image/digest.ts';
import { isInvalid } from '../../image/invalid.ts';
import { formatPlatform, hostPlatform, parsePlatform } from '../../image/platform.ts';
import type { Platform } from '../../image/platform.ts';
import type { ArchiveLimits } from '../archive/limits.ts';
import { Spool } from '../archive/spool.ts';
import { badRequest } from '../http/failure.ts';
import type { Image, StoredLayer } from '../images/image.ts';
import type { ImageStore } from '../images/image-store.ts';
import { BuildArguments } from './arguments.ts';
import type { BuildCache } from './cache.ts';
import { readContext } from './context.ts';
import { configBytes } from './draft.ts';
import type { Instruction } from './dockerfile.ts';
import { instruction, parseDockerfile } from './dockerfile.ts';
import { LayerTrees } from './layers.ts';
import { StageBuilder } from './stage-builder.ts';
import type { BuiltStage } from './stage-builder.ts';
import { parseStages, upTo } from './stages.ts';
import { expandWord } from './words.ts';

export interface BuildOptions {
  /** A tar, compressed or not. */
  readonly context: Readable;
  /** Path of the Dockerfile in the context. */
  readonly dockerfile: string;
  readonly arguments: Readonly<Record<string, string | null>>;
  readonly labels: Readonly<Record<string, string>>;
  readonly target: string;
  /** Empty for this machine's own. */
  readonly platform: string;
  readonly noCache: boolean;
  readonly pull: boolean;
  readonly signal: AbortSignal;
}

/** What a build works with. */
export interface BuildParts {
  readonly store: ImageStore;
  readonly cache: BuildCache;
  /** A folder for files in between; they are gone when the build ends. */
  readonly drafts: string;
  readonly limits: ArchiveLimits;
  /** Gets an image that is not here. */
  fetch(name: string, platform: Platform, output: BuildOutput, signal: AbortSignal): Promise<Image>;
}

/** Where a build tells what it does. */
export interface BuildOutput {
  /** A piece of text, with its line feeds. */
  text(text: string): void;
  /** A line of a pull's progress. */
  send(line: unknown): void;
}

/** Builds an image of a context, telling each step in the words of Docker's builder. Throws what went wrong, in them too. */
export async function buildImage(
  options: BuildOptions,
  parts: BuildParts,
  output: BuildOutput,
): Promise<Image> {
  const platform = readPlatform(options.platform);
  const spool = await Spool.read(options.context, parts.drafts, parts.limits);
  const trees = new LayerTrees(parts.store, parts.drafts, parts.limits);
  const unpins: (() => void)[] = [];
  const spools: Spool[] = [];
  const made: StoredLayer[] = [];
  try {
    const context = await readContext(spool, options.dockerfile);
    const parsed = parseDockerfile(context.dockerfile, context.name);
    const { globals, stages } = upTo(parseStages(parsed, context.name), options.target);
    if (stages.length === 0) throw badRequest('no build stage in current context');
    const args = new BuildArguments(options.arguments);
    const labels = labelSteps(options.labels, parsed.escape);
    const total =
      globals.length + stages.reduce((sum, { steps }) => sum + steps.length + 1, 0) + labels.length;
    let count = 0;
    const announce = ({ original }: Instruction): void => {
      if (options.signal.aborted) throw badRequest('Build cancelled');
      output.text(`Step ${++count}/${total} : ${original}`);
      output.text('\n');
    };

    for (const step of globals) {
      announce(step);
      declareGlobals(step, args, platform, parsed.escape);
    }
    const built: BuiltStage[] = [];
    for (const [index, stage] of stages.entries()) {
      announce(stage.from);
      const builder = new StageBuilder({
        ...{ options, parts, output, context, args, trees, spools, built, platform, made },
        escape: parsed.escape,
        pin: (digests) => unpins.push(parts.store.pin(digests)),
      });
      await builder.from(stage);
      const isLast = index === stages.length - 1;
      for (const step of [...stage.steps, ...(isLast ? labels : [])]) {
        announce(step);
        await builder.step(step);
      }
      built.push(builder.finish(stage.name));
    }
    return finish(built.at(-1)!, args, parts, output);
  } finally {
    for (const unpin of unpins) unpin();
    parts.store.dropUnneeded(made);
    await trees.close();
    for (const one of [spool, ...spools]) await one.remove();
  }
}

function finish(last: BuiltStage, args: BuildArguments, parts: BuildParts, output: BuildOutput): Image {
  if (last.draft === undefined) throw badRequest('No image was generated. Is your Dockerfile empty?');
  const unused = args.unused();
  if (unused.length > 0) {
    output.text(`[Warning] One or more build-args [${unused.join(' ')}] were not consumed\n`);
  }
  if (last.image) return last.image;
  return parts.store.add(configBytes(last.draft), last.draft.layers);
}

function declareGlobals(
  { rest }: Instruction,
  args: BuildArguments,
  platform: Platform,
  escape: string,
): void {
  const [, name = '', value] = /^([^=\s]+)(?:=([\s\S]*))?$/.exec(rest) ?? [];
  if (name === '') throw badRequest('ARG names can not be blank');
  const variables = (one: string): string | undefined => args.global(one, platform);
  args.declareGlobal(name, value === undefined ? undefined : expandWord(value, variables, escape));
}

/** `--label` comes as steps at the end, as with Docker. */
function labelSteps(labels: Readonly<Record<string, string>>, escape: string): Instruction[] {
  return Object.entries(labels)
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, value]) => ({
      ...instruction(`LABEL ${quoted(name)}=${quoted(value)}`, 0, escape),
      original: `LABEL ${name}=${value}`,
    }));
}

/** Single quotes keep everything but themselves. */
const quoted = (text: string): string => `'${text.replaceAll("'", `'"'"'`)}'`;

export function readPlatform(text: string): Platform {
  if (text === '') return hostPlatform();
  const platform = parsePlatform(text);
  if (isInvalid(platform)) throw badRequest(platform.problem);
  return platform;
}

/** The short id of something that was there for a moment: Docker shows one for each container of a build. */
export const momentary = (text: string): string => digestOf(text).slice(7, 19);

export const samePlatform = (one: Platform, other: Platform): boolean =>
  formatPlatform(one) === formatPlatform(other);
