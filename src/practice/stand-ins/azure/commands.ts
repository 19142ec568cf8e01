import { contentsOf } from '../../../registry/contents.ts';
import type { RepositoryContents } from '../../../registry/contents.ts';
import { parseDigest } from '../../../image/digest.ts';
import { badRequest, conflict, notFound } from '../../http/failure.ts';
import { hashToken, newToken } from '../secrets.ts';
import { NOBODY } from './azure-registry.ts';
import type { AzureRegistryStandIn } from './azure-registry.ts';
import { loginServer } from './cloud.ts';
import type { AzureCloud, AzureRegistry } from './cloud.ts';
import { ACTIONS, registryNameProblem, skuOf } from './names.ts';

/** Flags by their long name; a flag without a value is `true`, one with several has them separated by line feeds. */
export type Flags = Readonly<Record<string, string>>;

export interface AzureParts {
  readonly cloud: AzureCloud;
  standIn(name: string): AzureRegistryStandIn | undefined;
  /** A registry came or went. */
  changed(): void;
}

type Command = (flags: Flags, parts: AzureParts) => unknown;

/** What the practice `az` command asks for. Each answers what `az` prints as JSON, or throws what it prints as an error. */
export const COMMANDS: Readonly<Record<string, Command>> = {
  login: (_, { cloud }) => {
    cloud.grant('*');
    return [account()];
  },
  logout: (_, { cloud }) => cloud.signOut(),
  'account show': () => account(),
  'account get-access-token': (_, { cloud }) => ({ accessToken: cloud.grant('*'), tokenType: 'Bearer' }),
  'group create': (flags, { cloud }) => {
    const group = cloud.groups.put({ name: flags.name!, location: flags.location! });
    return groupShown(group.name, group.location);
  },
  'group list': (_, { cloud }) =>
    cloud.groups.values().map(({ name, location }) => groupShown(name, location)),
  'group delete': (flags, parts) => {
    confirmed(flags, `resource group '${flags.name}'`);
    groupNamed(flags.name!, parts.cloud);
    for (const registry of parts.cloud.registries.values())
      if (registry.group.toLowerCase() === flags.name!.toLowerCase()) removeRegistry(registry, parts);
    parts.cloud.groups.delete(flags.name!.toLowerCase());
  },
  'acr check-name': (flags, { cloud }) => {
    const problem = registryNameProblem(flags.name!);
    if (problem) return { nameAvailable: false, reason: 'Invalid', message: problem };
    const taken = cloud.registries.has(flags.name!.toLowerCase());
    return taken
      ? {
          nameAvailable: false,
          reason: 'AlreadyExists',
          message: `The registry ${flags.name} is already in use.`,
        }
      : { nameAvailable: true, reason: null, message: null };
  },
  'acr create': (flags, parts) => {
    const { cloud } = parts;
    const group = groupNamed(flags['resource-group']!, cloud);
    const problem = registryNameProblem(flags.name!);
    if (problem) throw badRequest(problem);
    if (cloud.registries.has(flags.name!.toLowerCase()))
      throw conflict(
        `(AlreadyInUse) The registry DNS name ${loginServer({ name: flags.name! })} is already in use.`,
      );
    const made = cloud.registries.put({
      name: flags.name!,
      group: group.name,
      location: flags.location ?? group.location,
      sku: skuOf(flags.sku!),
      admin: isTrue(flags['admin-enabled']),
      created: new Date().toISOString(),
    });
    parts.changed();
    return shown(made);
  },
  'acr list': (_, { cloud }) => cloud.registries.values().map(shown),
  'acr show': (flags, { cloud }) => shown(registryNamed(flags.name!, cloud)),
  'acr update': (flags, { cloud }) => {
    const found = registryNamed(flags.name!, cloud);
    const admin = flags['admin-enabled'] === undefined ? found.admin : isTrue(flags['admin-enabled']);
    return shown(cloud.registries.put({ ...found, admin, sku: flags.sku ? skuOf(flags.sku) : found.sku }));
  },
  'acr delete': (flags, parts) => {
    confirmed(flags, `registry '${flags.name}'`);
    removeRegistry(registryNamed(flags.name!, parts.cloud), parts);
  },
  'acr login': (flags, { cloud }) => {
    const found = registryNamed(flags.name!, cloud);
    return { loginServer: loginServer(found), username: NOBODY, accessToken: cloud.grant(found) };
  },
  'acr credential show': (flags, { cloud }) => {
    const found = registryNamed(flags.name!, cloud);
    if (!found.admin)
      throw badRequest(`Run 'az acr update -n ${found.name} --admin-enabled true' to enable admin first.`);
    const [first, second] = cloud.adminPasswords(found);
    return {
      passwords: [
        { name: 'password', value: first },
        { name: 'password2', value: second },
      ],
      username: found.name,
    };
  },
  'acr token create': (flags, { cloud }) => {
    const found = registryNamed(flags.registry!, cloud);
    if (!/^[a-zA-Z0-9-]{5,50}$/.test(flags.name!))
      throw badRequest(`${flags.name} cannot be a token's name: 5 to 50 letters, digits and dashes.`);
    if (cloud.tokens.has(`${found.name.toLowerCase()}.${flags.name}`))
      throw conflict(
        `There is a token ${flags.name} in ${found.name} already. Its password was shown once: who has it not deletes the token (az acr token delete --name ${flags.name} --registry ${found.name} --yes) and creates it again.`,
      );
    const secret = newToken('practice-', 52);
    const token = cloud.tokens.put({
      registry: found.name,
      name: flags.name!,
      repositories: repositoriesOf(flags.repository),
      hash: hashToken(secret),
      created: new Date().toISOString(),
    });
    const credentials = { username: token.name, passwords: [{ name: 'password1', value: secret }] };
    return { name: token.name, status: 'enabled', credentials };
  },
  'acr token list': (flags, { cloud }) => {
    const found = registryNamed(flags.registry!, cloud);
    return cloud.tokens
      .values()
      .filter(({ registry }) => registry === found.name)
      .map(({ name, repositories }) => ({
        name,
        status: 'enabled',
        repositories: Object.keys(repositories).join(' '),
      }));
  },
  'acr token delete': (flags, { cloud }) => {
    const found = registryNamed(flags.registry!, cloud);
    confirmed(flags, `token '${flags.name}'`);
    if (!cloud.tokens.delete(`${found.name.toLowerCase()}.${flags.name}`))
      throw notFound(`There is no token ${flags.name} in ${found.name}.`);
  },
  'acr repository list': async (flags, parts) =>
    (await repositories(flags.name!, parts)).map(({ name }) => name),
  'acr repository show-tags': async (flags, parts) =>
    Object.keys((await repositoryNamed(flags.repository!, flags.name!, parts)).tags).sort(),
  'acr repository show': async (flags, parts) => {
    const name = flags.repository ?? imageOf(flags.image).repository;
    const found = await repositoryNamed(name, flags.name!, parts);
    return {
      imageName: name,
      registry: loginServer(registryNamed(flags.name!, parts.cloud)),
      manifestCount: found.manifests.length,
      tagCount: Object.keys(found.tags).length,
    };
  },
  'acr repository delete': async (flags, parts) => {
    const { repository, tag } = flags.image
      ? imageOf(flags.image)
      : { repository: flags.repository, tag: undefined };
    if (!repository) throw badRequest('--repository or --image is required');
    const found = await repositoryNamed(repository, flags.name!, parts);
    confirmed(flags, `repository '${repository}'`);
    const wanted = tag === undefined ? found.manifests.map(({ digest }) => digest) : [found.tags[tag]];
    if (wanted.includes(undefined)) throw notFound(`manifest tagged by "${tag}" is not found`);
    const { store } = parts.standIn(flags.name!)!.registry;
    for (const digest of wanted) await store.manifests.remove(repository, parseDigest(digest!)!);
  },
};

const account = (): object => ({
  name: 'Practice (nothing leaves this machine)',
  id: '00000000-0000-0000-0000-000000000000',
  isDefault: true,
  state: 'Enabled',
  user: { name: 'you@practice.example', type: 'user' },
});

const groupShown = (name: string, location: string): object => ({
  name,
  location,
  properties: { provisioningState: 'Succeeded' },
});

function shown(registry: AzureRegistry): object {
  const { name, group, location, sku, admin, created } = registry;
  return {
    name,
    resourceGroup: group,
    location,
    sku: { name: sku, tier: sku },
    loginServer: loginServer(registry),
    creationDate: created,
    adminUserEnabled: admin,
    provisioningState: 'Succeeded',
  };
}

function groupNamed(name: string, cloud: AzureCloud): { name: string; location: string } {
  const found = cloud.groups.get(name.toLowerCase());
  if (!found) throw notFound(`(ResourceGroupNotFound) Resource group '${name}' could not be found.`);
  return found;
}

function registryNamed(name: string, cloud: AzureCloud): AzureRegistry {
  const found = cloud.registries.get(name.toLowerCase());
  if (found) return found;
  const hint = name.includes('.') ? ` The name is the part in front of the first dot.` : '';
  throw notFound(
    `The resource with name '${name}' and type 'Microsoft.ContainerRegistry/registries' could not be found in subscription 'Practice'.${hint}`,
  );
}

function removeRegistry(registry: AzureRegistry, { cloud, changed }: AzureParts): void {
  for (const token of cloud.tokens.values())
    if (token.registry === registry.name) cloud.tokens.delete(`${registry.name.toLowerCase()}.${token.name}`);
  cloud.registries.delete(registry.name.toLowerCase());
  changed();
}

async function repositories(
  name: string,
  { cloud, standIn }: AzureParts,
): Promise<readonly RepositoryContents[]> {
  const found = registryNamed(name, cloud);
  return (await contentsOf(standIn(found.name)!.registry.store)).repositories.filter(
    ({ manifests }) => manifests.length > 0,
  );
}

async function repositoryNamed(
  repository: string,
  registry: string,
  parts: AzureParts,
): Promise<RepositoryContents> {
  const found = (await repositories(registry, parts)).find(({ name }) => name === repository);
  if (!found) throw notFound(`repository "${repository}" is not found`);
  return found;
}

function imageOf(written = ''): { repository: string; tag: string } {
  const colon = written.lastIndexOf(':');
  return colon < 0
    ? { repository: written, tag: 'latest' }
    : { repository: written.slice(0, colon), tag: written.slice(colon + 1) };
}

/** `--repository app content/read content/write`, once for each repository. */
function repositoriesOf(written: string | undefined): Record<string, readonly string[]> {
  const found: Record<string, readonly string[]> = {};
  for (const one of (written ?? '').split('\n').filter(Boolean)) {
    const [name = '', ...actions] = one.split(/\s+/);
    const unknown = actions.find((action) => !(action in ACTIONS));
    if (unknown) throw badRequest(`${unknown} is no action. Allowed: ${Object.keys(ACTIONS).join(', ')}.`);
    if (actions.length === 0)
      throw badRequest(`--repository ${name} needs actions behind it, such as content/read`);
    found[name] = actions;
  }
  if (Object.keys(found).length === 0)
    throw badRequest('At least one of --repository, --gateway, or --scope-map is required');
  return found;
}

function confirmed(flags: Flags, what: string): void {
  if (flags.yes === undefined)
    throw badRequest(`Are you sure you want to delete the ${what}? Say so with --yes.`);
}

const isTrue = (written: string | undefined): boolean =>
  written !== undefined && !['false', 'f', 'no', 'n', '0'].includes(written.toLowerCase());
