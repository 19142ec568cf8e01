import { EXIT, Fault } from '../../fault.ts';
import type { Written } from './gather.ts';

/** `http.host`: the URL under which clients reach the registry. What follows the last slash of its path does not count. */
export function hostOf(written: Written | undefined): string | undefined {
  if (!written?.value) return undefined;
  const { value, where } = written;
  if (!/^https?:\/\/[^\s/@?#]+(?:\/[^\s?#]*)?$/.test(value) || !URL.canParse(value)) {
    throw new Fault({
      what: `\`${value.replace(/\/\/.*@/, '//…@')}\` is no URL of a registry`,
      where,
      todo: 'write https://registry.example.com: without https:// or http:// it would not be used',
      exit: EXIT.usage,
    });
  }
  const { origin, pathname } = new URL(value);
  return origin + pathname.slice(0, pathname.lastIndexOf('/'));
}

/** `http.prefix`: `/registry/` and `/registry` mean the same. */
export function prefixOf(written: Written | undefined): string {
  if (!written?.value) return '';
  const { value, where } = written;
  if (!/^(?:\/[\w.~-]+)*\/?$/.test(value)) {
    throw new Fault({
      what: `\`${value}\` is no prefix of a path`,
      where,
      todo: 'write it with slashes, such as /registry/',
      exit: EXIT.usage,
    });
  }
  return value.replace(/\/$/, '');
}
