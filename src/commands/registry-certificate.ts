import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { EXIT, Fault } from '../fault.ts';
import { makeCertificate } from '../registry/certificate.ts';
import type { Run } from './command.ts';

const HOST = /^(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*$|^[0-9a-f:.]+$/i;
/** What Apple's systems accept at most, and browsers too. */
const DAYS_MOST = 825;

/** Writes a self-signed certificate and its key, for a registry of one's own. */
export const run: Run = async ({ arguments: given, values, stdout }) => {
  const hosts = given.length > 0 ? given : ['localhost', '127.0.0.1'];
  const wrong = hosts.find((host) => !HOST.test(host));
  if (wrong !== undefined) {
    throw new Fault({
      what: `"${wrong}" is neither a host name nor an address`,
      todo: 'write the name alone, such as localhost: no https://, no port',
      exit: EXIT.usage,
    });
  }
  const days = Number(values.text('days') ?? 365);
  if (!Number.isInteger(days) || days < 1 || days > DAYS_MOST) {
    throw new Fault({
      what: 'that is no number of days',
      where: '--days',
      todo: `give 1 to ${DAYS_MOST}`,
      exit: EXIT.usage,
    });
  }
  const files = {
    certificate: values.text('cert') ?? 'registry.crt',
    key: values.text('key') ?? 'registry.key',
  };
  const made = await makeCertificate(hosts, days);
  await write(files.certificate, made.certificate, 0o644);
  await write(files.key, made.key, 0o600);
  stdout.write(
    `wrote ${files.certificate}, a certificate for ${hosts.join(', ')}, and ${files.key}, its private key\n`,
  );
  return EXIT.done;
};

async function write(file: string, text: string, mode: number): Promise<void> {
  try {
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, text, { mode });
  } catch (error) {
    throw new Fault({
      what: (error as Error).message,
      where: file,
      todo: 'give a file that can be written',
      exit: EXIT.usage,
      cause: error,
    });
  }
}
