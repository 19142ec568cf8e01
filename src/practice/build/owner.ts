import type { FileTree } from '../archive/file-tree.ts';
import { badRequest } from '../http/failure.ts';
import type { Owner } from './changes.ts';

/** A list of users is small; the largest that is read, in bytes. */
const LIST_MAX = 1024 * 1024;

/** `--chown=user[:group]`, by number or by the names that the image itself has. */
export async function ownerOf(text: string, tree: FileTree): Promise<Owner> {
  const [user = '', group = user, ...more] = text.split(':');
  if (user === '' || group === '' || more.length > 0) {
    throw badRequest(`invalid chown string format: ${text}`);
  }
  return {
    uid: await numberOf('user', user, 'etc/passwd', tree),
    gid: await numberOf('group', group, 'etc/group', tree),
  };
}

async function numberOf(kind: 'user' | 'group', name: string, file: string, tree: FileTree): Promise<number> {
  if (/^\d{1,10}$/.test(name)) return Number(name);
  const problem = `unable to convert uid/gid chown string to host mapping: can't find ${kind === 'user' ? 'uid' : 'gid'} for ${kind} ${name}: `;
  const { node } = tree.find(file);
  if (node?.kind !== 'file' || node.size > LIST_MAX) {
    throw badRequest(`${problem}open /${file}: no such file or directory`);
  }
  const chunks: Buffer[] = [];
  for await (const chunk of node.open() as AsyncIterable<Buffer>) chunks.push(chunk);
  const line = Buffer.concat(chunks)
    .toString('utf8')
    .split('\n')
    .find((one) => one.startsWith(`${name}:`));
  const found = line?.split(':')[2];
  if (found === undefined || !/^\d+$/.test(found)) throw badRequest(`${problem}no such ${kind}: ${name}`);
  return Number(found);
}

/** `--chmod=755`: octal digits, as BuildKit takes them. */
export function modeOf(text: string): number {
  if (!/^[0-7]{1,4}$/.test(text)) {
    throw badRequest(`invalid chmod parameter: '${text}'. it should be octal string and between 0 and 07777`);
  }
  return Number.parseInt(text, 8);
}
