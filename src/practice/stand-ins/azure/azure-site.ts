import { contentsOf } from '../../../registry/contents.ts';
import { badRequest } from '../../http/failure.ts';
import type { Part } from '../web/page.ts';
import { repositoryTable, tagTable } from '../web/repositories-page.ts';
import type { Action, Site } from '../web/site.ts';
import { loginServer } from './cloud.ts';
import { COMMANDS } from './commands.ts';
import type { AzureParts } from './commands.ts';

/** The practice Azure portal: registries, what they hold, and whether their admin user is on. */
export function azureSite(parts: AzureParts): Site {
  const { cloud } = parts;
  const actions: readonly Action[] = [
    {
      name: 'create',
      title: 'Create a registry',
      fields: [
        { name: 'name', label: 'Registry name (5 to 50 letters and digits)', kind: 'text' },
        { name: 'resource-group', label: 'Resource group', kind: 'text' },
        { name: 'sku', label: 'Pricing plan (Basic, Standard, Premium)', kind: 'text', optional: true },
      ],
      async run(values) {
        const group = values['resource-group']!;
        if (!cloud.groups.has(group.toLowerCase())) cloud.groups.put({ name: group, location: 'westeurope' });
        await COMMANDS['acr create']!({ sku: 'Basic', ...values }, parts);
        return { message: `The registry ${loginServer({ name: values.name! })} is there.` };
      },
    },
    {
      name: 'admin',
      title: 'Turn the admin user of a registry on',
      fields: [
        { name: 'name', label: 'Registry name', kind: 'text' },
        { name: 'off', label: 'Turn it off', kind: 'flag' },
      ],
      async run({ name = '', off }) {
        const flags = { name, 'admin-enabled': off === undefined ? 'true' : 'false' };
        await COMMANDS['acr update']!(flags, parts);
        return { message: `The admin user of ${name} is ${off === undefined ? 'on' : 'off'}.` };
      },
    },
    {
      name: 'keys',
      title: 'Show the access keys of the admin user',
      fields: [{ name: 'name', label: 'Registry name', kind: 'text' }],
      async run({ name = '' }, by) {
        if (by === 'page')
          throw badRequest(
            'Nobody is signed in on this page. In the terminal: az acr credential show --name NAME',
          );
        const shown = (await COMMANDS['acr credential show']!({ name }, parts)) as {
          username: string;
          passwords: { value: string }[];
        };
        return { message: `The first password of ${shown.username}:`, secret: shown.passwords[0]!.value };
      },
    },
  ];

  const one = async (name: string, repository: string): Promise<Part[] | undefined> => {
    const registry = cloud.registries.get(name.toLowerCase());
    const standIn = parts.standIn(name);
    if (!registry || !standIn) return undefined;
    const { store } = standIn.registry;
    const server = loginServer(registry);
    if (repository) {
      const known = (await contentsOf(store)).repositories.some((found) => found.name === repository);
      if (!known) return undefined;
      return [
        { heading: `${server}/${repository}` },
        await tagTable(store, repository),
        { code: `docker pull ${server}/${repository}` },
      ];
    }
    const names = (await contentsOf(store)).repositories.map((found) => found.name);
    return [
      { heading: registry.name },
      {
        table: ['Setting', ''],
        rows: [
          ['Login server', server],
          ['Resource group', registry.group],
          ['Location', registry.location],
          ['Pricing plan', registry.sku],
          ['Admin user', registry.admin ? 'on' : 'off'],
        ],
        none: '',
      },
      { heading: 'Repositories' },
      await repositoryTable(
        store,
        names.map((found) => ({ name: found, visibility: 'private' })),
        (found) => `/azure/${registry.name}/${found}`,
      ),
    ];
  };

  return {
    name: 'azure',
    title: 'Azure portal',
    about: 'the Azure portal: container registries NAME.azurecr.io',
    actions: () => actions,
    async page([name, ...rest]) {
      if (name !== undefined) return one(name, rest.join('/'));
      return [
        { text: 'It plays Azure: registries that were created in this practice session.' },
        {
          table: ['Registry', 'Login server', 'Group', 'Plan', 'Admin user'],
          rows: cloud.registries
            .values()
            .map((registry) => [
              { text: registry.name, href: `/azure/${registry.name}` },
              loginServer(registry),
              registry.group,
              registry.sku,
              registry.admin ? 'on' : 'off',
            ]),
          none: 'There is no registry yet: az acr create, or the form.',
        },
        ...actions
          .filter(({ name }) => name !== 'keys')
          .map((form): Part => ({ form, at: `/azure/${form.name}` })),
      ];
    },
  };
}
