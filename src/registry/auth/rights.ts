import type { Access } from './auth.ts';

/** Which actions of those asked for a user (undefined: nobody in particular) gets. */
export type Rights = (user: string | undefined, access: Access) => readonly string[];

/** As on Docker Hub: everybody pulls, and who is logged in does everything below their own name. */
export const namespaceRights: Rights = (user, { type, name, actions }) => {
  if (type !== 'repository') return [];
  const own = user !== undefined && name.startsWith(`${user}/`);
  return actions.filter((action) => action === 'pull' || own);
};

/** As in a private registry: who is logged in does everything, nobody else does anything. */
export const memberRights: Rights = (user, { actions }) => (user === undefined ? [] : actions);
