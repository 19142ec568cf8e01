/** Words that name a secret wherever they stand in a name: `DB_PASSWORD`, `githubToken`, `client-secret`. */
const TELLTALE =
  /passw|passphrase|passcode|secret|token|credential|(?:api|private|access|signing|account)[_-]?key/i;
/** Words that do so only on their own: `PAT`, `MY_PAT`, `auth`, `DB_PASS`, `pwd_db`, but not `path`, `author`. */
const WHOLE = /(?:^|[_.-])(?:pat|auth|pass|pw|pwd|jwt|bearer|cookie|sas)(?:$|[_.-])/i;

/** They tell where a secret is, or how it is asked for, not what it is. */
const HARMLESS =
  /^(?:PWD|OLDPWD|SSH_AUTH_SOCK|SSH_ASKPASS|GIT_ASKPASS|SUDO_ASKPASS|REGISTRY_AUTH|AUTH_TYPE|XAUTHORITY)$|[_.-](?:file|path|dir|url|uri|endpoint|type|realm|service|issuer|expires?|expires[_-]in|count|length|rootcertbundle)$/i;

/** Whether the value of a variable, setting or field of this name is not to be written down. */
export function isSecretName(name: string): boolean {
  return (TELLTALE.test(name) || WHOLE.test(name)) && !HARMLESS.test(name);
}
