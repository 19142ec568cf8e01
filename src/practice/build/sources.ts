import { badRequest } from '../http/failure.ts';
import { below } from '../archive/file-tree.ts';
import type { FileTree, TreeNode } from '../archive/file-tree.ts';
import { isPattern, patternOf } from './glob.ts';

/** One thing to copy: a file, or a folder whose content is meant. */
export interface Source {
  /** Its last name: what it is called in a folder. */
  readonly name: string;
  readonly node: TreeNode;
}

/** From where: the build context, or a stage or image. */
export interface Origin {
  readonly tree: FileTree;
  readonly isContext: boolean;
}

/** Finds what the words of a COPY or ADD mean. Throws in the builder's words when there is nothing. */
export function sourcesOf(words: readonly string[], origin: Origin, keyword: string): Source[] {
  const found = words.flatMap((word) => oneWord(word, origin, keyword));
  if (found.length === 0) throw badRequest(`${keyword} failed: no source files were specified`);
  return found;
}

function oneWord(word: string, { tree, isContext }: Origin, keyword: string): Source[] {
  const path = cleaned(word);
  if (path === undefined) {
    if (!isContext) return oneWord(word.replace(/(^|\/)\.\.(?=\/|$)/g, ''), { tree, isContext }, keyword);
    throw badRequest(`${keyword} failed: forbidden path outside the build context: ${word} ()`);
  }
  if (isPattern(path)) {
    const pattern = patternOf(path);
    if (!pattern) throw badRequest(`${keyword} failed: syntax error in pattern`);
    return [...below(tree.root)]
      .filter((item) => pattern.test(item.path))
      .map((item) => ({ name: lastName(item.path), node: tree.find(item.path).node ?? item.node }));
  }
  const { node } = tree.find(path);
  if (!node) {
    const reason = isContext ? 'file not found in build context or excluded by .dockerignore: ' : '';
    throw badRequest(`${keyword} failed: ${reason}stat ${path}: file does not exist`);
  }
  return [{ name: lastName(path), node }];
}

/** Without dots, empty parts and a slash in front; undefined when it climbs out. */
function cleaned(word: string): string | undefined {
  const parts: string[] = [];
  for (const part of word.split('/')) {
    if (part === '' || part === '.') continue;
    if (part !== '..') parts.push(part);
    else if (parts.pop() === undefined) return undefined;
  }
  return parts.join('/');
}

const lastName = (path: string): string => path.slice(path.lastIndexOf('/') + 1);
