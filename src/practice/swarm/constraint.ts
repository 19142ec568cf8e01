import { ApiFailure } from '../http/failure.ts';
import type { Node } from './objects.ts';

interface Constraint {
  readonly key: string;
  readonly equal: boolean;
  readonly value: string;
}

/** Refuses a list of constraints in the engine's words. */
export function checkConstraints(texts: readonly string[]): void {
  for (const text of texts) parse(text);
}

/** Whether a node meets all of them. A key that Docker does not know is met by no node. */
export function meets(node: Node, texts: readonly string[]): boolean {
  return texts.map(parse).every(({ key, equal, value }) => {
    const is = valueOf(node, key);
    if (is === undefined) return false;
    return (is.toLowerCase() === value.toLowerCase()) === equal;
  });
}

function parse(text: string): Constraint {
  const match = /^(.*?)(==|!=)(.*)$/s.exec(text);
  if (!match) throw refused('constraint expected one operator from ==, !=');
  const [, key, operator, value] = match.map((part) => part.trim()) as [string, string, string, string];
  if (!/^[a-z_][\w.-]*$/i.test(key)) throw refused(`key '${key}' is invalid`);
  if (!/^[\w:./ -]+$/i.test(value)) throw refused(`value '${value}' is invalid`);
  return { key, equal: operator === '==', value };
}

const refused = (reason: string): ApiFailure =>
  new ApiFailure(500, `rpc error: code = Unknown desc = ${reason}`);

/** A label that a node has not counts as empty, so that `!=` is true for it. */
function valueOf(node: Node, key: string): string | undefined {
  const lower = key.toLowerCase();
  if (lower === 'node.id') return node.id;
  if (lower === 'node.hostname') return node.hostname;
  if (lower === 'node.role') return node.role;
  if (lower === 'node.platform.os') return 'linux';
  if (lower === 'node.platform.arch')
    return { x64: 'x86_64', arm64: 'aarch64' }[process.arch as string] ?? process.arch;
  if (lower.startsWith('node.labels.')) return node.labels[key.slice('node.labels.'.length)] ?? '';
  if (lower.startsWith('engine.labels.')) return '';
  return undefined;
}
