import { RegistryError } from '../registry/client/client.ts';

/** Why a registry could not be read, to stand behind its name. `loggedIn`: a login for it was stored, and sent. */
export function whyUnread(error: Error, name: string, loggedIn: boolean): string {
  if (/^(Abort|Timeout)Error$/.test(error.name) || /^(Abort|Timeout)Error$/.test(causeName(error)))
    return 'gave no answer in time';
  const { status, code } = error instanceof RegistryError ? error : {};
  if (status === 401)
    return loggedIn ? 'refuses the login that is stored here' : `asks for a login: docker login ${name}`;
  if (status === 403) return 'does not let this login see what it holds';
  if (code === 'ECONNREFUSED' || code === 'ECONNRESET') return 'does not answer yet';
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID')
    return `has a certificate for other names than ${name.replace(/:\d+$/, '')}`;
  if (code === 'CERT_HAS_EXPIRED') return 'has a certificate that has expired';
  if (/CERT|SELF_SIGNED|ISSUER|VERIFY/.test(code ?? ''))
    return 'shows another certificate than the one that it was given';
  return `not readable: ${error.message}`;
}

const causeName = ({ cause }: Error): string => (cause instanceof Error ? cause.name : '');
