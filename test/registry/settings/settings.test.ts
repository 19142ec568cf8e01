import { describe, expect, test } from 'vitest';
import { Fault } from '../../../src/fault.ts';
import { settingsFromEnvironment } from '../../../src/registry/settings/read-settings.ts';

function faultOf(env: Record<string, string>, text?: string): Fault {
  try {
    settingsFromEnvironment(env, text === undefined ? undefined : { path: 'config.yml', text });
  } catch (error) {
    if (error instanceof Fault) return error;
    throw error;
  }
  throw new Error('no fault');
}

describe('settings as in Docker’s registry', () => {
  test('nothing set: what the image does', () => {
    expect(settingsFromEnvironment({ PATH: '/bin' })).toEqual({
      addr: { host: '', port: 5000 },
      root: '/var/lib/registry',
      deleteEnabled: false,
      readOnly: false,
      relativeUrls: false,
      prefix: '',
      log: { level: 'info', accessLog: true },
    });
  });

  test('everything set', () => {
    const settings = settingsFromEnvironment({
      REGISTRY_HTTP_ADDR: '0.0.0.0:443',
      REGISTRY_HTTP_TLS_CERTIFICATE: '/certs/domain.crt',
      REGISTRY_HTTP_TLS_KEY: '/certs/domain.key',
      REGISTRY_STORAGE_FILESYSTEM_ROOTDIRECTORY: '/data',
      REGISTRY_STORAGE_DELETE_ENABLED: 'true',
      REGISTRY_STORAGE_MAINTENANCE_READONLY: '{"enabled": true}',
      REGISTRY_AUTH: 'htpasswd',
      REGISTRY_AUTH_HTPASSWD_REALM: 'Registry Realm',
      REGISTRY_AUTH_HTPASSWD_PATH: '/auth/htpasswd',
      REGISTRY_PROXY_REMOTEURL: 'https://registry-1.docker.io',
      REGISTRY_LOG_LEVEL: 'debug',
      REGISTRY_HTTP_SECRET: 'x',
    });
    expect(settings).toMatchObject({
      addr: { host: '0.0.0.0', port: 443 },
      root: '/data',
      deleteEnabled: true,
      readOnly: true,
      tls: { certificate: '/certs/domain.crt', key: '/certs/domain.key' },
      htpasswd: { realm: 'Registry Realm', path: '/auth/htpasswd' },
      proxy: { remoteUrl: 'https://registry-1.docker.io' },
      log: { level: 'debug' },
    });
  });

  test.each([
    ['168h', 604_800_000],
    ['1h30m', 5_400_000],
    ['0', undefined],
    ['0s', undefined],
  ])('what is pulled through is kept for %s', (ttl, ttlMs) => {
    const env = { REGISTRY_PROXY_REMOTEURL: 'https://hub.example', REGISTRY_PROXY_TTL: ttl };
    expect(settingsFromEnvironment(env).proxy?.ttlMs).toBe(ttlMs);
  });

  test('a config.yml, with the environment above it', () => {
    const text = `
version: 0.1
log: { fields: { service: registry } }
storage:
  cache: { blobdescriptor: inmemory }
  filesystem: { rootdirectory: /from/file }
  delete: { enabled: true }
http:
  addr: :5001
  headers: { X-Content-Type-Options: [nosniff] }
health: { storagedriver: { enabled: true, interval: 10s, threshold: 3 } }
`;
    const settings = settingsFromEnvironment(
      { REGISTRY_HTTP_ADDR: ':5002' },
      { path: '/etc/config.yml', text },
    );
    expect(settings).toMatchObject({ addr: { port: 5002 }, root: '/from/file', deleteEnabled: true });
  });

  test.each([
    ['https://registry.example.com', 'https://registry.example.com'],
    ['https://registry.example.com/', 'https://registry.example.com'],
    // The real one takes the path for a relative one, so that its last part goes.
    ['http://registry.example.com:8443/a/b', 'http://registry.example.com:8443/a'],
    ['', undefined],
  ])('clients reach it at %s', (written, host) => {
    expect(settingsFromEnvironment({ REGISTRY_HTTP_HOST: written }).host).toBe(host);
  });

  test.each([
    ['/below/', '/below'],
    ['/below', '/below'],
    ['/a/b/', '/a/b'],
    ['/', ''],
    ['', ''],
  ])('the prefix %s', (written, prefix) => {
    expect(settingsFromEnvironment({ REGISTRY_HTTP_PREFIX: written }).prefix).toBe(prefix);
  });

  test.each([
    ['true', true],
    ['True', true],
    ['yes', true],
    ['on', true],
    ['false', false],
    ['off', false],
    ['', false],
  ])('deleting is enabled with %s: %s', (written, deleteEnabled) => {
    const text = `version: 0.1\nstorage: { filesystem: {}, delete: { enabled: ${written} } }`;
    expect(settingsFromEnvironment({ REGISTRY_STORAGE_DELETE_ENABLED: written })).toMatchObject({
      deleteEnabled,
    });
    expect(settingsFromEnvironment({}, { path: 'config.yml', text })).toMatchObject({ deleteEnabled });
  });

  test('a level in capitals, a formatter and fields of one’s own', () => {
    const env = {
      REGISTRY_LOG_LEVEL: 'DEBUG',
      REGISTRY_LOG_FORMATTER: 'json',
      REGISTRY_LOG_FIELDS_SERVICE: 'registry',
    };
    expect(settingsFromEnvironment(env).log).toEqual({
      level: 'debug',
      accessLog: true,
      formatter: 'json',
      fields: { service: 'registry' },
    });
  });

  test('headers, from a file and from variables', () => {
    const text =
      'version: 0.1\nstorage: filesystem\nhttp: { headers: { X-Content-Type-Options: [nosniff], x-a: [b] } }';
    const env = {
      'REGISTRY_HTTP_HEADERS_Access-Control-Allow-Origin': '[http://ui.example, "*"]',
      'REGISTRY_HTTP_HEADERS_Access-Control-Allow-Credentials': '- true',
      'REGISTRY_HTTP_HEADERS_X-A': "['c']",
    };
    expect(settingsFromEnvironment(env, { path: 'config.yml', text }).headers).toEqual({
      'X-Content-Type-Options': ['nosniff'],
      'X-A': ['c'],
      'Access-Control-Allow-Origin': ['http://ui.example', '*'],
      'Access-Control-Allow-Credentials': ['true'],
    });
  });

  test.each<[Record<string, string>, string, string]>([
    [{ REGISTRY_HTTP_HOST: 'registry.example.com' }, 'no URL', 'https://registry.example.com'],
    [{ REGISTRY_HTTP_HOST: 'https://me:pw@x' }, '`https://…@x` is no URL', 'https://registry.example.com'],
    [{ REGISTRY_HTTP_PREFIX: 'below/' }, '`below/` is no prefix', '/registry/'],
    [{ 'REGISTRY_HTTP_HEADERS_X-A': '*' }, 'the header X-A takes a list', "['*']"],
    [{ 'REGISTRY_HTTP_HEADERS_X-A': 'b' }, 'the header X-A takes a list', "['*']"],
    [{ 'REGISTRY_HTTP_HEADERS_X A': '[b]' }, 'cannot be sent', "['*']"],
    [{ 'REGISTRY_HTTP_HEADERS_X-A': '["b\\n"]' }, 'cannot be sent', "['*']"],
    [{ REGISTRY_HTTP_ADR: ':5000' }, 'no setting `http.adr`', 'REGISTRY_HTTP_ADDR'],
    [{ REGISTRY_STORAGE_S3_BUCKET: 'b' }, 'no setting `storage.s3.bucket`', 'leave it out'],
    [{ REGISTRY_STORAGE_DELETE_ENABLED: 'perhaps' }, 'true or false', 'true or false'],
    [{ REGISTRY_STORAGE_DELETE_ENABLED: '1' }, 'true or false', 'true or false'],
    [{ REGISTRY_STORAGE_DELETE_ENABLED: '"true"' }, 'true or false', 'true or false'],
    [{ REGISTRY_STORAGE_DELETE: '{enabled: "true"}' }, 'true or false', 'without quotes'],
    [{ REGISTRY_HTTP_ADDR: 'localhost' }, 'no address', '127.0.0.1:5000'],
    [{ REGISTRY_HTTP_ADDR: ':99999' }, 'no address', '127.0.0.1:5000'],
    [
      { REGISTRY_AUTH: 'htpasswd', REGISTRY_AUTH_HTPASSWD_REALM: 'r' },
      'auth.htpasswd.path',
      'REGISTRY_AUTH_HTPASSWD_PATH',
    ],
    [{ REGISTRY_AUTH: 'silly' }, 'no login of the kind `silly`', 'htpasswd'],
    [{ REGISTRY_STORAGE: 's3' }, 'no storage `s3`', 'filesystem'],
    [{ REGISTRY_HTTP_TLS_KEY: '/k' }, 'http.tls.certificate', 'REGISTRY_HTTP_TLS_CERTIFICATE'],
    [{ REGISTRY_HTTP_DEBUG_ADDR: ':5001' }, 'no setting `http.debug.addr`', 'leave it out'],
    [{ REGISTRY_HTTP_NET: 'unix' }, 'does not listen on `unix`', 'leave it out'],
    [{ REGISTRY_HTTP_TLS_CLIENTCAS: '[/ca.pem]' }, 'no setting `http.tls.clientcas`', 'leave it out'],
    [{ REGISTRY_VALIDATION_MANIFESTS_URLS_ALLOW: '[x]' }, 'no setting `validation', 'leave it out'],
    [{ REGISTRY_HEALTH_FILE: '[{file: /down}]' }, 'no setting `health.file`', 'leave it out'],
    [{ REGISTRY_STORAGE_CACHE_BLOBDESCRIPTOR: 'redis' }, 'no cache `redis`', 'inmemory'],
    [
      {
        REGISTRY_HTTP_TLS_CERTIFICATE: '/c',
        REGISTRY_HTTP_TLS_KEY: '/k',
        REGISTRY_HTTP_TLS_MINIMUMTLS: 'tls1.4',
      },
      '`tls1.4` is no version of TLS',
      'tls1.3',
    ],
    [
      {
        REGISTRY_AUTH_HTPASSWD_REALM: 'r',
        REGISTRY_AUTH_HTPASSWD_PATH: '/p',
        REGISTRY_AUTH_TOKEN_REALM: 'https://x',
        REGISTRY_AUTH_TOKEN_SERVICE: 's',
        REGISTRY_AUTH_TOKEN_ISSUER: 'i',
        REGISTRY_AUTH_TOKEN_ROOTCERTBUNDLE: '/b',
      },
      'one kind of login',
      'htpasswd or token',
    ],
    [{ REGISTRY_LOG_LEVEL: 'loud' }, 'no log level', 'info'],
    [{ REGISTRY_LOG_FORMATTER: 'JSON' }, 'no log formatter', 'json'],
    [{ REGISTRY_PROXY_REMOTEURL: 'docker.io' }, 'no URL', 'https://'],
    [{ REGISTRY_PROXY_REMOTEURL: 'https://me:pw@hub.example' }, 'no URL', 'https://'],
    [
      { REGISTRY_PROXY_REMOTEURL: 'https://hub.example', REGISTRY_PROXY_TTL: 'a week' },
      '`a week` is no duration',
      '168h',
    ],
  ])('%j is refused', (env, what, todo) => {
    const fault = faultOf(env);
    expect(fault.what).toContain(what);
    expect(fault.todo).toContain(todo);
    expect(fault.exit).toBe(2);
  });

  test.each([
    ['READONLY_ENABLED', 'true', `set REGISTRY_STORAGE_MAINTENANCE_READONLY='{"enabled": true}'`],
    ['READONLY', 'true', `set REGISTRY_STORAGE_MAINTENANCE_READONLY='{"enabled": true}'`],
    ['READONLY', '{enabled: "true"}', 'write true or false, without quotes'],
    ['UPLOADPURGING_ENABLED', 'false', `set REGISTRY_STORAGE_MAINTENANCE_UPLOADPURGING='{"enabled": false}'`],
    ['UPLOADPURGING_AGE', '1h', `set REGISTRY_STORAGE_MAINTENANCE_UPLOADPURGING='{"age": "1h"}'`],
  ])('a section that Docker’s registry takes as a whole only: %s=%s is refused', (part, value, todo) => {
    const variable = `REGISTRY_STORAGE_MAINTENANCE_${part}`;
    expect(faultOf({ [variable]: value })).toMatchObject({ where: variable, todo, exit: 2 });
  });

  test('a file that writes one value in the place of a section is refused', () => {
    const text = 'version: 0.1\nstorage: { filesystem: {}, maintenance: { readonly: true } }';
    expect(faultOf({}, text)).toMatchObject({
      what: '`storage.maintenance.readonly` is a section that the registry takes as a whole only',
      todo: 'write `readonly: { enabled: true }`',
    });
  });

  test.each([
    ['storage: filesystem', 'the file does not say its version', 'version: 0.1'],
    ['version: 0.2\nstorage: filesystem', 'there is no version 0.2', 'version: 0.1'],
    ['version: 0.1', 'the file does not say where the data goes', 'storage: { filesystem:'],
    ['version: 0.1\nstorage: { delete: { enabled: true } }', 'where the data goes', 'storage: { filesystem:'],
    ['version: 0.1\nstorage: { s3: { bucket: b } }', 'no setting `storage.s3.bucket`', 'leave it out'],
  ])('a file that Docker’s registry would not start with: %j', (text, what, todo) => {
    const fault = faultOf({}, text);
    expect(fault).toMatchObject({ where: 'config.yml', exit: 2 });
    expect(fault.what).toContain(what);
    expect(fault.todo).toContain(todo);
  });

  test('where the data goes may be said by a variable beside the file', () => {
    const env = { REGISTRY_STORAGE_FILESYSTEM_ROOTDIRECTORY: '/data' };
    const settings = settingsFromEnvironment(env, { path: 'config.yml', text: 'version: 0.1' });
    expect(settings.root).toBe('/data');
  });

  test('settings that change nothing a client could notice are taken', () => {
    const env = {
      REGISTRY_HTTP_SECRET: 'x',
      REGISTRY_HTTP_NET: 'tcp',
      REGISTRY_HTTP_DRAINTIMEOUT: '10s',
      REGISTRY_HTTP_HTTP2_DISABLED: 'true',
      REGISTRY_HEALTH_STORAGEDRIVER_ENABLED: 'false',
      REGISTRY_STORAGE_CACHE_BLOBDESCRIPTOR: 'inmemory',
      REGISTRY_STORAGE_REDIRECT_DISABLE: 'true',
      REGISTRY_STORAGE_FILESYSTEM_MAXTHREADS: '100',
      REGISTRY_VALIDATION_DISABLED: 'true',
      OTEL_TRACES_EXPORTER: 'none',
    };
    expect(settingsFromEnvironment(env)).toEqual(settingsFromEnvironment({}));
  });

  test('an unknown setting of a file names the file', () => {
    expect(faultOf({}, 'version: 0.1\nstorage: filesystem\nhtp: { addr: x }')).toMatchObject({
      where: 'config.yml',
      todo: 'did you mean `http.addr`?',
    });
    expect(faultOf({}, 'a: [').what).toContain('no valid YAML');
  });

  test.each([
    '{password: *hunter2}',
    '{password: "hunter2',
    '{password: hun: hunter2}',
    '{password: @hunter2}',
  ])('no valid YAML shows nothing of what was written: %s', (section) => {
    const { what, where } = faultOf({ REGISTRY_PROXY: section });
    expect([what, where]).toEqual([expect.stringContaining('no valid YAML'), 'REGISTRY_PROXY']);
    expect(what).not.toContain('hunter2');
  });
});
