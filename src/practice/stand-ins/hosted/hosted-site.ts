import { contentsOf } from '../../../registry/contents.ts';
import { badRequest } from '../../http/failure.ts';
import type { Part } from '../web/page.ts';
import { repositoryTable, tagTable } from '../web/repositories-page.ts';
import type { Action, Site } from '../web/site.ts';
import type { Hosted } from './hosted.ts';

/** The pages of one provider: what was made there, what it holds, and a token to log in with. */
export function hostedSite(hosted: Hosted): Site {
  const { name, title, place, user } = hosted.provider;
  const token: Action = {
    name: 'token',
    title: 'Get a token to log in with',
    fields: user === undefined ? [{ name: 'user', label: 'Your user name there', kind: 'text' }] : [],
    async run(values, by) {
      if (by === 'page')
        throw badRequest(`Nobody is signed in on this page. In the terminal: web ${name} token`);
      const who = user ?? values.user!;
      return {
        message: `A token for ${title}; the user name that goes with it is ${who}:`,
        secret: hosted.token(who),
      };
    },
  };
  const create: Action = {
    name: 'create',
    title: `Create a ${place?.called ?? 'repository'}`,
    fields: [
      { name: 'name', label: 'Name', kind: 'text' },
      { name: 'immutable', label: 'A tag that is there cannot be pushed again', kind: 'flag' },
    ],
    async run(values) {
      const made = hosted.create(values.name!, values.immutable !== undefined);
      return {
        message: `The ${place!.called} ${made.name} is made${made.immutable ? ', with immutable tags' : ''}.`,
      };
    },
  };
  const actions = place ? [create, token] : [token];

  return {
    name,
    title,
    about: `${title}${hosted.provider.hosts.length > 0 ? `: ${hosted.provider.hosts.join(', ')}` : ''}`,
    actions: () => actions,
    async page([host, ...rest]) {
      if (host !== undefined) {
        const found = hosted.registries().find(({ domain }) => domain === host);
        if (!found || rest.length === 0) return undefined;
        const repository = rest.join('/');
        return [
          { heading: `${host}/${repository}` },
          await tagTable(found.registry.store, repository),
          { code: `docker pull ${host}/${repository}` },
        ];
      }
      const parts: Part[] = [{ text: `It plays ${title}, for this practice session.` }];
      if (place)
        parts.push(
          { heading: `Each ${place.called} that was made` },
          {
            table: ['Name', 'Tags'],
            rows: hosted.places
              .values()
              .map((made) => [made.name, made.immutable ? 'immutable' : 'may be pushed again']),
            none: 'There is none yet.',
          },
        );
      for (const { domain, registry } of hosted.registries()) {
        const names = (await contentsOf(registry.store)).repositories.map((one) => one.name);
        parts.push(
          { heading: domain },
          await repositoryTable(
            registry.store,
            names.map((one) => ({ name: one, visibility: 'private' })),
            (one) => `/${name}/${domain}/${one}`,
          ),
        );
      }
      for (const form of actions) parts.push({ form, at: `/${name}/${form.name}` });
      return parts;
    },
  };
}
