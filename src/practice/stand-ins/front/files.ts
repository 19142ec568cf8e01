import path from 'node:path';

/** Settings for curl that lead the names of stand-ins to this machine, and only those. */
export const curlSettingsFile = (root: string): string => path.join(root, 'curl-settings');

/** The certificate that clients have to trust. */
export const authorityFile = (root: string): string => path.join(root, 'ca.pem');
