import { badRequest, notFound } from '../../http/failure.ts';
import type { StandInOptions } from '../stand-ins.ts';
import type { Site } from '../web/site.ts';
import { AzureRegistryStandIn } from './azure-registry.ts';
import { azureSite } from './azure-site.ts';
import { AzureCloud } from './cloud.ts';
import { COMMANDS } from './commands.ts';
import type { AzureParts, Flags } from './commands.ts';

/** Commands that ask nothing of Azure that needs to know who one is. */
const OPEN = new Set(['login', 'logout']);

/** The practice Azure: a cloud in which one creates registries, each a stand-in of its own. */
export class Azure {
  readonly site: Site;
  readonly #parts: AzureParts;
  readonly #options: StandInOptions;
  readonly #standIns = new Map<string, AzureRegistryStandIn>();

  /** `changed` is called when a registry came or went. */
  constructor(options: StandInOptions, changed: () => void) {
    this.#options = options;
    const cloud = new AzureCloud(options.root, options.log);
    this.#parts = { cloud, changed, standIn: (name) => this.#standIn(name) };
    this.site = azureSite(this.#parts);
  }

  /** The registries that were created, and only those: the name of any other leads nowhere. */
  standIns(): readonly AzureRegistryStandIn[] {
    return this.#parts.cloud.registries.values().map(({ name }) => this.#standIn(name)!);
  }

  /** Runs a command of `az`: `acr create`. Resolves to what it prints as JSON. */
  async command(name: string, flags: Flags): Promise<unknown> {
    const run = COMMANDS[name];
    if (!run) throw notFound(`'${name}' is no command of the practice az.`);
    if (!OPEN.has(name) && !this.#parts.cloud.signedIn)
      throw badRequest("Please run 'az login' to setup account.");
    return (await run(flags, this.#parts)) ?? null;
  }

  #standIn(name: string): AzureRegistryStandIn | undefined {
    const created = this.#parts.cloud.registries.get(name.toLowerCase());
    if (!created) return undefined;
    const key = `${created.name.toLowerCase()} ${created.created}`;
    let standIn = this.#standIns.get(key);
    if (!standIn)
      this.#standIns.set(
        key,
        (standIn = new AzureRegistryStandIn(created, this.#parts.cloud, this.#options)),
      );
    return standIn;
  }
}
