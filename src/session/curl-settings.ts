import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { rootCertificates } from 'node:tls';
import type { EngineKind } from '../engine/engine.ts';
import { standInFiles } from '../engine/stand-in-files.ts';
import { writeAtomically } from './atomic-file.ts';
import type { SessionPaths } from './paths.ts';
import type { Environment } from './state-dir.ts';

/** Where systems keep the authorities that they trust, as one file: Debian, Fedora, SUSE, Alpine and macOS, FreeBSD. */
const SYSTEM_BUNDLES = [
  '/etc/ssl/certs/ca-certificates.crt',
  '/etc/pki/tls/certs/ca-bundle.crt',
  '/etc/ssl/ca-bundle.pem',
  '/etc/ssl/cert.pem',
  '/usr/local/share/certs/ca-root-nss.crt',
];

/**
 * Writes the session's `.curlrc`: the learner's own settings first, then what a session adds. Nothing of the learner's
 * is changed: curl looks here because CURL_HOME says so.
 */
export function writeCurlSettings(paths: SessionPaths, kind: EngineKind, env: Environment): void {
  const { curl } = paths;
  mkdirSync(curl, { recursive: true, mode: 0o700 });
  const own = ownSettings(env, curl);
  const lines = [
    '# Written by registry-workshop for this session.',
    ...(own === undefined ? [] : [`config = ${quoted(own)}`]),
    // What curl prints to a terminal it draws no progress for. The screens show that, and curl sees only a pipe.
    'silent',
    'show-error',
    ...(kind === 'practice' ? standInLines(paths, own, env) : []),
  ];
  put(path.join(curl, '.curlrc'), `${lines.join('\n')}\n`);
}

/** The names of hosted registries lead to this machine, and their certificates are trusted besides all others. */
function standInLines({ curl, engine }: SessionPaths, own: string | undefined, env: Environment): string[] {
  const { curlSettings, authority } = standInFiles(engine);
  // An engine of an older version, still running, has no stand-ins that curl could reach.
  if (!existsSync(authority) || !existsSync(curlSettings)) return [];
  const bundle = path.join(curl, 'ca-bundle.pem');
  put(bundle, `${trusted(own, env)}\n${readFileSync(authority, 'utf8')}`);
  return [`config = ${quoted(curlSettings)}`, `cacert = ${quoted(bundle)}`];
}

/** The settings file that curl would read without us, in its own order (curl(1), `--config`). */
function ownSettings(env: Environment, ours: string): string | undefined {
  const home = env.HOME || os.homedir();
  const places = [
    env.CURL_HOME && path.join(env.CURL_HOME, '.curlrc'),
    env.XDG_CONFIG_HOME && path.join(env.XDG_CONFIG_HOME, 'curlrc'),
    path.join(home, '.curlrc'),
    path.join(home, '.config', 'curlrc'),
  ];
  return places.find((file) => file && path.dirname(file) !== ours && existsSync(file)) || undefined;
}

/** What curl trusts without us, PEM: `cacert` replaces it, so it has to be in our file too. */
function trusted(own: string | undefined, env: Environment): string {
  const written = own && /^\s*-*cacert[\s=:]+"?([^"\n]+?)"?\s*$/m.exec(read(own) ?? '')?.[1];
  const files = [written, env.CURL_CA_BUNDLE, env.SSL_CERT_FILE, ...SYSTEM_BUNDLES];
  for (const file of files) {
    const text = file ? read(file) : undefined;
    if (text !== undefined && text.includes('BEGIN CERTIFICATE')) return text;
  }
  return rootCertificates.join('\n');
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

function put(file: string, text: string): void {
  if (read(file) !== text) writeAtomically(file, text);
}

/** Between double quotes curl reads a backslash as the beginning of an escape. */
function quoted(file: string): string {
  return `"${file.replace(/["\\]/g, '\\$&')}"`;
}
