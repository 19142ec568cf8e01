import type { Flag } from './flags.ts';

/** Flags of `curl` that labs meet, in the notation of docker-words.ts. */
export const CURL_FLAGS =
  'I|head s|silent S|show-error v|verbose L|location k|insecure f|fail i|include O|remote-name N|no-buffer g|globoff ' +
  'G|get X|request= H|header= d|data= data-raw= data-binary= o|output= u|user= T|upload-file= A|user-agent= b|cookie= ' +
  'c|cookie-jar= e|referer= F|form= m|max-time= w|write-out= x|proxy= D|dump-header= r|range= C|continue-at= ' +
  'E|cert= cacert= key= resolve= connect-to= connect-timeout= retry= url=';

/** GET, HEAD, PUT …: what the flags make of the request. */
export function curlMethod(flags: readonly { name: string; value?: string | undefined }[]): string {
  const has = (name: string) => flags.some((flag) => flag.name === name);
  const given = flags.findLast(({ name }) => name === 'request')?.value;
  if (given) return given.toUpperCase();
  if (has('head')) return 'HEAD';
  if (has('upload-file')) return 'PUT';
  return !has('get') && flags.some(({ name }) => /^(data(-raw|-binary)?|form)$/.test(name)) ? 'POST' : 'GET';
}

/**
 * One spelling for every way to write the same address: `http://` is what curl assumes, and `/` the empty path. A slash
 * at the end of a path counts: to `/v2` a registry answers with a redirect.
 */
export function sameUrl(one: string, other: string): boolean {
  return plainUrl(one) === plainUrl(other);
}

/** Without the scheme when it is http, loopback as localhost. */
export function plainUrl(text: string): string {
  const url = /^[a-z][a-z+.-]*:\/\//i.test(text) ? text : `http://${text}`;
  if (!URL.canParse(url)) return text;
  const { protocol, host, pathname, search } = new URL(url);
  const shown = protocol === 'http:' ? '' : `${protocol}//`;
  const name = host.replace(/^(127\.0\.0\.1|\[::1\])(?=:|$)/, 'localhost');
  return `${shown}${name}${pathname === '/' ? '' : pathname}${search}`;
}

/** What is wrong with an address that is nearly the wanted one, as the rest of a sentence; undefined when it is another. */
export function urlSlip(wanted: string, is: string): string | undefined {
  if (/^https:/i.test(is) && !/^https:/i.test(wanted) && sameUrl(wanted, is.replace(/^https:/i, 'http:')))
    return 'it asks over HTTPS, and plain HTTP is spoken there: `http://`, or no scheme at all';
  if (sameUrl(wanted, `${is}/`)) return `the slash at the end is missing: \`${wanted}\``;
  if (sameUrl(`${wanted}/`, is)) return `the slash at the end is too much: \`${wanted}\``;
  return undefined;
}

/** What `curl` asks for is told to `wget` in other words: the same request, and the answer shown with `-O -`. */
export const WGET_FLAGS =
  'q|quiet S|server-response O|output-document= method= header= spider U|user-agent= T|timeout= t|tries= d|debug nv ' +
  'no-verbose no-check-certificate ca-certificate= user= password= P|directory-prefix= c|continue no-proxy';

/** The flags of a `wget` as those that `curl` has for the same request. */
export function wgetAsCurl(flags: readonly Flag[]): Flag[] {
  return flags.flatMap(({ name, value }) => {
    if (name === 'spider') return [{ name: 'head' }];
    if (name === 'method') return [{ name: 'request', value }];
    if (name === 'header') return [{ name, value }];
    return name === 'output-document' && value !== '-' ? [{ name: 'output', value }] : [];
  });
}
