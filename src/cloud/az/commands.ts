/** A command of `az` that practice plays: its flags by long name, with their other spellings. */
export interface AzCommand {
  readonly about: string;
  /** Required flags. */
  readonly needs: readonly string[];
  /** Flags that may be left out. */
  readonly takes?: readonly string[];
  /** The word that may stand in for `--name`: nothing in `az` has one, but people write it. */
  readonly columns?: Readonly<Record<string, string>>;
}

const REGISTRY_COLUMNS = {
  NAME: 'name',
  'RESOURCE GROUP': 'resourceGroup',
  LOCATION: 'location',
  SKU: 'sku.name',
  'LOGIN SERVER': 'loginServer',
  'ADMIN ENABLED': 'adminUserEnabled',
};

export const AZ_COMMANDS: Readonly<Record<string, AzCommand>> = {
  login: { about: 'Sign in to the practice Azure', needs: [], takes: ['use-device-code'] },
  logout: { about: 'Sign out', needs: [] },
  'account show': { about: 'Show who is signed in', needs: [] },
  'account get-access-token': { about: 'A token of Azure, for requests of your own', needs: [] },
  'group create': { about: 'Create a resource group', needs: ['location', 'name'] },
  'group list': { about: 'List resource groups', needs: [], columns: { Name: 'name', Location: 'location' } },
  'group delete': {
    about: 'Delete a resource group and all in it',
    needs: ['name'],
    takes: ['yes', 'no-wait'],
  },
  'acr check-name': { about: 'Whether a name is free', needs: ['name'] },
  'acr create': {
    about: 'Create a container registry',
    needs: ['name', 'resource-group', 'sku'],
    takes: ['admin-enabled', 'location'],
    columns: REGISTRY_COLUMNS,
  },
  'acr list': {
    about: 'List container registries',
    needs: [],
    takes: ['resource-group'],
    columns: REGISTRY_COLUMNS,
  },
  'acr show': {
    about: 'Show a registry',
    needs: ['name'],
    takes: ['resource-group'],
    columns: REGISTRY_COLUMNS,
  },
  'acr update': {
    about: 'Change a registry',
    needs: ['name'],
    takes: ['admin-enabled', 'sku', 'resource-group'],
    columns: REGISTRY_COLUMNS,
  },
  'acr delete': { about: 'Delete a registry', needs: ['name'], takes: ['yes', 'resource-group'] },
  'acr login': {
    about: 'Log Docker in to a registry',
    needs: ['name'],
    takes: ['expose-token', 'resource-group'],
  },
  'acr credential show': {
    about: 'The user name and passwords of the admin user',
    needs: ['name'],
    takes: ['resource-group'],
  },
  'acr token create': {
    about: 'Create a token for some repositories',
    needs: ['name', 'registry'],
    takes: ['repository', 'resource-group'],
  },
  'acr token list': {
    about: 'List tokens',
    needs: ['registry'],
    takes: ['resource-group'],
    columns: { NAME: 'name', STATUS: 'status', REPOSITORIES: 'repositories' },
  },
  'acr token delete': {
    about: 'Delete a token',
    needs: ['name', 'registry'],
    takes: ['yes', 'resource-group'],
  },
  'acr repository list': { about: 'List repositories', needs: ['name'] },
  'acr repository show-tags': { about: 'List the tags of a repository', needs: ['name', 'repository'] },
  'acr repository show': { about: 'Show a repository', needs: ['name'], takes: ['repository', 'image'] },
  'acr repository delete': {
    about: 'Delete a repository, or an image in it',
    needs: ['name'],
    takes: ['repository', 'image', 'yes'],
  },
};

/** Flags that every command has. */
export const GLOBAL = ['output', 'query', 'help', 'only-show-errors', 'verbose', 'debug'];

/** Other spellings. */
export const SHORT: Readonly<Record<string, string>> = {
  n: 'name',
  g: 'resource-group',
  r: 'registry',
  l: 'location',
  t: 'image',
  o: 'output',
  y: 'yes',
  h: 'help',
};

/** Flags without a value. */
export const SWITCHES = new Set([
  'yes',
  'expose-token',
  'help',
  'no-wait',
  'use-device-code',
  'only-show-errors',
  'verbose',
  'debug',
]);
