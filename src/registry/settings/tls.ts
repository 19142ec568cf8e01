import { EXIT, Fault } from '../../fault.ts';
import type { Written } from './gather.ts';
import { missing } from './missing.ts';
import type { RegistrySettings } from './settings.ts';

/** The words of Docker's registry. Node speaks nothing older than 1.2, whatever is allowed. */
const VERSIONS = {
  'tls1.0': undefined,
  'tls1.1': undefined,
  'tls1.2': 'TLSv1.2',
  'tls1.3': 'TLSv1.3',
} as const;

export function tlsOf(all: ReadonlyMap<string, Written>): RegistrySettings['tls'] {
  const certificate = all.get('http.tls.certificate');
  const key = all.get('http.tls.key');
  if (!certificate && !key) return undefined;
  if (!certificate) throw missing('http.tls.certificate', 'REGISTRY_HTTP_TLS_CERTIFICATE');
  if (!key) throw missing('http.tls.key', 'REGISTRY_HTTP_TLS_KEY');
  const minVersion = minVersionOf(all.get('http.tls.minimumtls'));
  return { certificate: certificate.value, key: key.value, ...(minVersion && { minVersion }) };
}

function minVersionOf(written: Written | undefined): 'TLSv1.2' | 'TLSv1.3' | undefined {
  if (!written?.value) return undefined;
  if (Object.hasOwn(VERSIONS, written.value)) return VERSIONS[written.value as keyof typeof VERSIONS];
  throw new Fault({
    what: `\`${written.value}\` is no version of TLS`,
    where: written.where,
    todo: 'write tls1.2 or tls1.3',
    exit: EXIT.usage,
  });
}
