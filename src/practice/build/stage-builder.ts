import path from 'node:path';
import type { Platform } from '../../image/platform.ts';
import { emptyFolder } from '../archive/file-tree.ts';
import type { Spool } from '../archive/spool.ts';
import { writeTar } from '../../image/write-tar.ts';
import { ApiFailure, badRequest } from '../http/failure.ts';
import type { Image, StoredLayer } from '../images/image.ts';
import type { BuildArguments } from './arguments.ts';
import type { BuildOptions, BuildOutput, BuildParts } from './build.ts';
import { momentary, readPlatform } from './build.ts';
import { BuildCache } from './cache.ts';
import { Changes } from './changes.ts';
import type { BuildContext } from './context.ts';
import { copied, lookAt } from './copy.ts';
import type { Draft, DraftConfig } from './draft.ts';
import { draftId, draftOf, extended, scratchDraft } from './draft.ts';
import type { Instruction } from './dockerfile.ts';
import { instruction, jsonList } from './dockerfile.ts';
import type { LayerTrees } from './layers.ts';
import { storeLayer } from './layers.ts';
import { metadataStep, shellOf } from './metadata-steps.ts';
import { modeOf, ownerOf } from './owner.ts';
import { imageOf, stageTree } from './bases.ts';
import type { Origin } from './sources.ts';
import type { Stage } from './stages.ts';
import { expandWord, splitWords } from './words.ts';

export interface StageWorld {
  readonly options: BuildOptions;
  readonly parts: BuildParts;
  readonly output: BuildOutput;
  readonly context: BuildContext;
  readonly args: BuildArguments;
  readonly trees: LayerTrees;
  /** Archives that were unpacked on the way; whoever owns the list removes them. */
  readonly spools: Spool[];
  /** The stages before this one. */
  readonly built: readonly BuiltStage[];
  readonly platform: Platform;
  readonly escape: string;
  /** Keeps layers from being removed until the build ends. */
  pin(digests: readonly string[]): void;
  /** Layers that were made on the way; whoever owns the list drops those that nothing came of. */
  readonly made: StoredLayer[];
}

/** What a stage came to. */
export interface BuiltStage {
  readonly name: string | undefined;
  /** Undefined when there is nothing: FROM scratch and no more. */
  readonly draft: Draft | undefined;
  /** The image itself, when the stage changed nothing of its base. */
  readonly image: Image | undefined;
}

/** Does the steps of one stage. */
export class StageBuilder {
  readonly #world: StageWorld;
  #draft!: Draft;
  /** Id of what the last step came to; empty for scratch. */
  #id = '';
  #image: Image | undefined;
  #cmdSet = false;
  /** Once one step was new, those after it are new too. */
  #missed: boolean;

  constructor(world: StageWorld) {
    this.#world = world;
    this.#missed = world.options.noCache;
  }

  async from({ base, from }: Stage): Promise<void> {
    const { args, built, parts, options, escape, context } = this.#world;
    const variables = (name: string): string | undefined => args.global(name, this.#world.platform);
    const name = expandWord(base, variables, escape);
    if (name === '') throw badRequest(`base name (${base}) should not be blank`);
    const written = from.flags.find((flag) => flag.name === 'platform')?.value;
    const platform =
      written === undefined ? this.#world.platform : readPlatform(expandWord(written, variables, escape));
    args.nextStage();

    const stage = built.find((one) => one.name === name.toLowerCase());
    const created = this.#epochMs() ?? context.written;
    if (stage?.draft) {
      this.#draft = stage.draft;
      this.#image = stage.image;
      this.#id = stage.image?.id ?? draftId(stage.draft);
    } else if (name === 'scratch') {
      this.#draft = scratchDraft(platform, created);
    } else {
      const image = await imageOf(this.#world, name, platform, options.pull);
      this.#draft = draftOf(parts.store.config(image), image.layers, created);
      this.#image = image;
      this.#id = image.id;
    }
    this.#world.pin(this.#draft.layers.map(({ digest }) => digest));
    await this.#triggers();
    this.#tellImage();
  }

  #tellImage(): void {
    this.#world.output.text(` ---> ${short(this.#id)}\n`);
  }

  /** ONBUILD of the base: done now, and not handed on. */
  async #triggers(): Promise<void> {
    const triggers = this.#draft.config.OnBuild ?? [];
    if (triggers.length === 0) return;
    this.#world.output.text(
      `# Executing ${triggers.length} build trigger${triggers.length > 1 ? 's' : ''}\n`,
    );
    this.#draft = { ...this.#draft, config: { ...this.#draft.config, OnBuild: null } };
    for (const text of triggers) await this.#perform(instruction(text, 0, this.#world.escape));
  }

  async step(step: Instruction): Promise<void> {
    await this.#perform(step);
    this.#tellImage();
  }

  async #perform(step: Instruction): Promise<void> {
    const { keyword } = step;
    const { escape, context } = this.#world;
    if (keyword === 'RUN') {
      throw new ApiFailure(
        501,
        `practice runs no Linux processes, so it cannot do \`${step.original}\`: make the files before the build and COPY them; a real engine runs it (--engine docker)`,
      );
    }
    if (keyword === 'COPY' || keyword === 'ADD') return this.#copy(step, keyword);
    if (keyword === 'WORKDIR') return this.#workdir(step);
    if (keyword === 'ARG') return this.#arg(step);
    const done = metadataStep(step, this.#draft.config, {
      variables: this.#variables,
      escape,
      file: context.name,
      cmdSet: this.#cmdSet,
    });
    if (!done) throw badRequest(`unknown instruction: ${keyword}`);
    if (keyword === 'CMD') this.#cmdSet = true;
    const shell = shellOf(done.config).join(' ');
    await this.#commit(`${shell} #(nop)  ${done.text}`, done.config, done.author);
  }

  finish(name: string | undefined): BuiltStage {
    return { name, draft: this.#id === '' ? undefined : this.#draft, image: this.#image };
  }

  readonly #variables = (name: string): string | undefined => {
    const line = this.#draft.config.Env?.find((one) => one.startsWith(`${name}=`));
    return line === undefined ? this.#world.args.inStage(name) : line.slice(name.length + 1);
  };

  #expand(word: string): string {
    return expandWord(word, this.#variables, this.#world.escape);
  }

  async #arg({ rest }: Instruction): Promise<void> {
    const shown: string[] = [];
    for (const word of splitWords(rest, this.#world.escape)) {
      const at = word.indexOf('=');
      const name = at < 0 ? word : word.slice(0, at);
      if (name === '') throw badRequest('ARG names can not be blank');
      const value = at < 0 ? undefined : this.#expand(word.slice(at + 1));
      this.#world.args.declare(name, value, this.#draft.platform);
      shown.push(value === undefined ? name : `${name}=${value}`);
    }
    const shell = shellOf(this.#draft.config).join(' ');
    await this.#commit(`${shell} #(nop)  ARG ${shown.join(' ')}`, this.#draft.config);
  }

  async #workdir({ rest }: Instruction): Promise<void> {
    const { config } = this.#draft;
    const WorkingDir = path.posix.join('/', config.WorkingDir ?? '', absoluteOr(this.#expand(rest), config));
    const createdBy = `${shellOf(config).join(' ')} #(nop) WORKDIR ${WorkingDir}`;
    await this.#commit(createdBy, { ...config, WorkingDir }, undefined, async () => {
      const tree = await this.#world.trees.of(this.#draft.layers);
      const changes = new Changes(tree);
      const { path: place, node } = changes.at(WorkingDir);
      if (node?.kind === 'folder') return undefined;
      if (node) throw badRequest(`Cannot mkdir: ${WorkingDir} is not a directory`);
      changes.put(place, emptyFolder({ mtime: this.#now(0) }), { uid: 0, gid: 0, mtime: this.#now(0) });
      return changes;
    });
  }

  async #copy({ flags, rest }: Instruction, keyword: 'COPY' | 'ADD'): Promise<void> {
    const { world, config } = { world: this.#world, config: this.#draft.config };
    const flag = (name: string): string | undefined => {
      const value = flags.find((one) => one.name === name)?.value;
      return value === undefined ? undefined : this.#expand(value);
    };
    const [from, chown, chmod] = [flag('from'), flag('chown'), flag('chmod')];
    const words = (jsonList(rest) ?? splitWords(rest, world.escape)).map((word) => this.#expand(word));
    const origin: Origin =
      from === undefined
        ? { tree: world.context.tree, isContext: true }
        : { tree: await stageTree(this.#world, from, this.#draft.platform), isContext: false };
    const tree = await world.trees.of(this.#draft.layers);
    const request = {
      ...{ keyword, words, origin, tree },
      workdir: config.WorkingDir ?? '/',
      owner: chown === undefined ? undefined : await ownerOf(chown, tree),
      mode: chmod === undefined ? undefined : modeOf(chmod),
    };
    const look = await lookAt(request);
    const how = [chown && `--chown=${chown} `, chmod && `--chmod=${chmod} `].filter(Boolean).join('');
    const createdBy = `${shellOf(config).join(' ')} #(nop) ${keyword} ${how}${look.digest} in ${words.at(-1)!} `;
    const now = this.#now(look.newest);
    await this.#commit(
      createdBy,
      config,
      undefined,
      () =>
        copied(request, look, now, {
          folder: world.parts.drafts,
          limits: world.parts.limits,
          spools: world.spools,
        }),
      now,
    );
  }

  /** Keeps what a step came to, or takes it from an earlier build. */
  async #commit(
    createdBy: string,
    config: DraftConfig,
    author = this.#draft.author,
    files?: () => Promise<Changes | undefined>,
    created = this.#now(0),
  ): Promise<void> {
    const { parts, output, pin, made } = this.#world;
    const epoch = this.#world.args.epoch();
    const parent = this.#id === '' ? `scratch ${JSON.stringify(this.#draft.platform)}` : this.#id;
    const key = BuildCache.key(parent, createdBy, epoch);
    const known = this.#missed ? undefined : parts.cache.find(key);
    if (known) {
      output.text(' ---> Using cache\n');
      pin(known.layers.map(({ digest }) => digest));
      this.#draft = known;
    } else {
      this.#missed = true;
      const inContainer = !files || createdBy.includes('#(nop) WORKDIR');
      const container = momentary(`${parent} ${createdBy}`);
      if (inContainer) output.text(` ---> Running in ${container}\n`);
      const changes = await files?.();
      const tar =
        changes && !changes.empty ? writeTar(changes.tarEntries((epoch ?? Infinity) * 1000)) : undefined;
      const layer = tar ? await storeLayer(tar, parts.store, parts.limits) : undefined;
      if (layer) {
        pin([layer.digest]);
        made.push(layer);
      }
      this.#draft = extended(this.#draft, { config, author, createdBy, layer, created });
      parts.cache.add(key, this.#draft);
      if (inContainer) output.text(`Removing intermediate container ${container}\n`);
    }
    this.#image = undefined;
    this.#id = draftId(this.#draft);
  }

  #epochMs(): number | undefined {
    const epoch = this.#world.args.epoch();
    return epoch === undefined ? undefined : epoch * 1000;
  }

  /**
   * When a step was done, in milliseconds since 1970: not now, but when the newest thing in it was written, so that the same
   * files always make the same image. SOURCE_DATE_EPOCH says it for all steps.
   */
  #now(newest: number): number {
    return this.#epochMs() ?? Math.floor(Math.max(this.#draft.created, newest) / 1000) * 1000;
  }
}

/** A relative folder is below the last one. */
function absoluteOr(written: string, { WorkingDir = '/' }: DraftConfig): string {
  return written.startsWith('/') ? path.posix.relative(path.posix.join('/', WorkingDir), written) : written;
}

const short = (id: string): string => id.replace(/^sha256:/, '').slice(0, 12);
