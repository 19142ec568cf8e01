import { badRequest, notFound } from '../../http/failure.ts';
import type { Store } from '../../../registry/storage/store.ts';
import { LIBRARY } from '../library/library.ts';
import type { Part } from '../web/page.ts';
import { repositoryTable, tagTable } from '../web/repositories-page.ts';
import type { Action, Field, Site, Values } from '../web/site.ts';
import type { Account, Accounts } from './accounts.ts';
import type { HubRepositories } from './repositories.ts';

export interface HubParts {
  readonly accounts: Accounts;
  readonly repositories: HubRepositories;
  readonly store: Store;
}

const WHO: readonly Field[] = [
  { name: 'user', label: 'Your Docker ID', kind: 'text', optional: true, pageOnly: true },
  { name: 'password', label: 'Your password', kind: 'secret', pageOnly: true },
];

/** What is said of a repository: when it is made, and when it changes. */
const REPOSITORY: readonly Field[] = [
  { name: 'name', label: 'Name', kind: 'text' },
  { name: 'private', label: 'Private: nobody else can see or pull it', kind: 'flag' },
  ...WHO,
];

/** The pages of the practice Docker Hub: sign-up, inbox, tokens, repositories. */
export function hubSite({ accounts, repositories, store }: HubParts): Site {
  /** On the page one says who one is; in the session's terminal one is the account that was made last, unless told. */
  const account = async ({ user, password = '' }: Values, by: 'page' | 'owner'): Promise<Account> => {
    const found = user === undefined ? accounts.all().at(-1) : accounts.get(user);
    const known = found && (by === 'owner' || (await accounts.verify(found.id, password)));
    if (by === 'page' && !known) throw badRequest('Docker ID and password do not belong together.');
    if (!found)
      throw notFound(user ? `There is no account ${user}.` : 'Nobody has an account yet: sign up first.');
    return found;
  };
  const ownName = (id: string, written: string): string => {
    const name = written.includes('/') ? written : `${id}/${written}`;
    if (!name.startsWith(`${id}/`))
      throw badRequest(`${name} is not yours: your repositories begin with ${id}/.`);
    return name;
  };

  const actions: readonly Action[] = [
    {
      name: 'signup',
      title: 'Create an account',
      fields: [
        { name: 'id', label: 'Docker ID (4 to 30 lower-case letters and digits)', kind: 'text' },
        { name: 'email', label: 'E-mail address', kind: 'text' },
        { name: 'password', label: 'Password (at least 9 characters)', kind: 'secret' },
      ],
      async run({ id = '', email = '', password = '' }) {
        const made = await accounts.signUp(id, email, password);
        return {
          message: `The account ${made.id} is made. A mail went to ${made.email}: confirm the address with the code in it. The inbox is on this site: web hub inbox`,
        };
      },
    },
    {
      name: 'confirm',
      title: 'Confirm an e-mail address',
      fields: [{ name: 'code', label: 'Code from the mail', kind: 'text' }],
      async run({ code = '' }) {
        const { id, email } = accounts.confirm(code);
        return { message: `${email} is confirmed. ${id} can log in and push.` };
      },
    },
    {
      name: 'token',
      title: 'Create a personal access token',
      fields: [{ name: 'description', label: 'What it is for', kind: 'text', optional: true }, ...WHO],
      async run(values, by) {
        const { id } = await account(values, by);
        const label = values.description ?? 'workshop';
        const secret = accounts.addToken(id, label);
        return { message: `A personal access token of ${id}, called “${label}”:`, secret };
      },
    },
    {
      name: 'revoke',
      title: 'Delete a personal access token',
      fields: [{ name: 'description', label: 'What it was for', kind: 'text' }, ...WHO],
      async run(values, by) {
        const { id } = await account(values, by);
        const label = values.description ?? '';
        if (accounts.removeTokens(id, label) === 0) throw notFound(`${id} has no token called “${label}”.`);
        return { message: `The token “${label}” opens nothing any more.` };
      },
    },
    {
      name: 'repo',
      title: 'Create a repository',
      fields: REPOSITORY,
      async run(values, by) {
        const { id } = await account(values, by);
        const made = repositories.create(ownName(id, values.name ?? ''), values.private !== undefined);
        return { message: `The ${made.isPrivate ? 'private' : 'public'} repository ${made.name} is made.` };
      },
    },
    {
      name: 'visibility',
      title: 'Make a repository private or public',
      fields: REPOSITORY,
      async run(values, by) {
        const { id } = await account(values, by);
        const name = ownName(id, values.name ?? '');
        repositories.setPrivate(name, values.private !== undefined);
        return { message: `${name} is ${values.private === undefined ? 'public' : 'private'} now.` };
      },
    },
  ];

  const home = async (): Promise<Part[]> => [
    { text: 'It plays Docker Hub: accounts, repositories and official images of this practice session.' },
    { heading: 'Accounts' },
    {
      table: ['Docker ID', 'E-mail', 'State'],
      rows: accounts
        .all()
        .map(({ id, email, code }) => [
          { text: id, href: `/hub/${id}` },
          email,
          code === undefined ? 'confirmed' : 'waits for its e-mail to be confirmed',
        ]),
      none: 'Nobody has an account yet.',
    },
    { heading: 'Repositories' },
    await repositoryTable(
      store,
      repositories
        .all()
        // Who looks at the page has not said who they are.
        .map(({ name, isPrivate }) => ({ name, visibility: isPrivate ? 'private' : 'public' })),
      (name) => `/hub/${name}`,
    ),
    { heading: 'Official images' },
    {
      table: ['Image', 'What it is'],
      rows: LIBRARY.map(({ name, description }) => [
        { text: name, href: `/hub/library/${name}` },
        description.split('. ')[0]!,
      ]),
      none: '',
    },
    { heading: 'What one can do here' },
    {
      table: ['Page', ''],
      rows: [
        [{ text: 'inbox', href: '/hub/inbox' }, 'The mail that the accounts here got'],
        ...actions.map(({ name, title }) => [{ text: name, href: `/hub/${name}` }, title]),
      ],
      none: '',
    },
  ];

  const inbox = (): Part[] => {
    const mails = accounts.mails();
    if (mails.length === 0) return [{ heading: 'Inbox' }, { text: 'There is no mail.' }];
    return [
      { heading: 'Inbox' },
      ...[...mails]
        .reverse()
        .flatMap(({ to, subject, text, at }): Part[] => [
          { text: `To: ${to}\nDate: ${at}\nSubject: ${subject}` },
          { code: text },
        ]),
      { form: actions.find(({ name }) => name === 'confirm')!, at: '/hub/confirm' },
    ];
  };

  const user = async (id: string): Promise<Part[] | undefined> => {
    const found = accounts.get(id);
    if (!found) return undefined;
    const shown = repositories.all().filter(({ name }) => name.startsWith(`${id}/`));
    return [
      { heading: id },
      await repositoryTable(
        store,
        shown.map(({ name, isPrivate }) => ({ name, visibility: isPrivate ? 'private' : 'public' })),
        (name) => `/hub/${name}`,
      ),
      { heading: 'Personal access tokens' },
      {
        table: ['Description', 'Created'],
        rows: accounts.tokens(id).map(({ label, created }) => [label, created]),
        none: 'There is none yet.',
      },
    ];
  };

  return {
    name: 'hub',
    title: 'Docker Hub',
    about: 'Docker Hub: sign-up, repositories, access tokens, official images',
    actions: () => actions,
    async page(path) {
      if (path.length === 0) return home();
      if (path.length === 1) return path[0] === 'inbox' ? inbox() : user(path[0]!);
      const name = path.join('/');
      const official = LIBRARY.find((one) => name === `library/${one.name}`);
      const own = repositories.get(name);
      if (!official && !own) return undefined;
      return [
        { heading: name },
        {
          text: official
            ? official.description
            : own!.isPrivate
              ? 'Private repository.'
              : 'Public repository.',
        },
        await tagTable(store, name),
        { code: `docker pull ${official ? official.name : name}` },
      ];
    },
  };
}
