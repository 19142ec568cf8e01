import { writeFile } from 'node:fs/promises';
import selfsigned from 'selfsigned';
import { temporaryFolder } from './start.ts';

export interface Certificate {
  readonly cert: string;
  readonly key: string;
  /** A folder with `ca.crt`, as `--cert-dir` wants it, and `key.pem`; gone when the test ends. */
  readonly folder: string;
}

/** A self-signed certificate for 127.0.0.1 and localhost. */
export async function certificate(): Promise<Certificate> {
  const { cert, private: key } = await selfsigned.generate([{ name: 'commonName', value: 'localhost' }], {
    keyType: 'ec',
    extensions: [
      {
        name: 'subjectAltName',
        altNames: [
          { type: 2, value: 'localhost' },
          { type: 7, ip: '127.0.0.1' },
        ],
      },
    ],
  } as never);
  const folder = await temporaryFolder();
  await writeFile(`${folder}/ca.crt`, cert);
  await writeFile(`${folder}/key.pem`, key);
  return { cert, key, folder };
}
