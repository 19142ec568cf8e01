import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync } from 'node:fs';
import http from 'node:http';
import os from 'node:os';
import path from 'node:path';
import Docker from 'dockerode';
import { afterEach } from 'vitest';
import { startPracticeEngine } from '../../src/practice/engine.ts';
import type { PracticeEngine } from '../../src/practice/engine.ts';
import { removeFolder } from '../remove-folder.ts';

export interface EngineAtWork {
  readonly folder: string;
  readonly socket: string;
  readonly host: string;
  readonly docker: Docker;
  readonly engine: PracticeEngine;
}

const open: EngineAtWork[] = [];
const folders: string[] = [];

export function temporaryFolder(): string {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'practice-'));
  folders.push(folder);
  return folder;
}

/** An engine in this process, in a folder of its own unless one is given; ended after the test. */
export async function engineAtWork(folder = temporaryFolder()): Promise<EngineAtWork> {
  const socket = path.join(folder, 's');
  const engine = await startPracticeEngine({ folder, socket });
  const docker = new Docker({ socketPath: socket });
  const work = { folder, socket, host: `unix://${socket}`, docker, engine };
  open.push(work);
  return work;
}

afterEach(async () => {
  await Promise.all(open.splice(0).map(({ engine }) => engine.close()));
  for (const folder of folders.splice(0)) await removeFolder(folder);
});

export interface Reply {
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  readonly text: string;
  readonly json: Record<string, unknown>;
}

/** One raw request to the Engine API. */
export function request(
  socket: string,
  method: string,
  url: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const outgoing = http.request(
      {
        socketPath: socket,
        method,
        path: url,
        agent: false,
        headers: body === undefined ? headers : { 'Content-Type': 'application/json', ...headers },
      },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () => {
          const text = Buffer.concat(chunks).toString('utf8');
          let json = {};
          try {
            json = JSON.parse(text) as object;
          } catch {
            // A stream, or nothing: the text is what the test looks at.
          }
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            text,
            json: json as Record<string, unknown>,
          });
        });
      },
    );
    outgoing.on('error', reject);
    outgoing.end(body === undefined ? undefined : JSON.stringify(body));
  });
}

/** The lines of a pull or push, parsed. */
export function lines(reply: Reply): Record<string, unknown>[] {
  return reply.text
    .split('\r\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

export async function pull(socket: string, name: string, tag = 'latest', more = ''): Promise<Reply> {
  return request(socket, 'POST', `/images/create?fromImage=${encodeURIComponent(name)}&tag=${tag}${more}`);
}

export interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program; never rejects for an exit code. */
export function run(program: string, args: readonly string[], env: NodeJS.ProcessEnv): Promise<Ran> {
  return new Promise((resolve) => {
    execFile(program, args, { env, timeout: 90_000 }, (error, stdout, stderr) => {
      const code = error ? (typeof error.code === 'number' ? error.code : 255) : 0;
      resolve({ code, stdout, stderr });
    });
  });
}

/** The real docker commands of this machine; a test that lacks them prints why it proves less. */
export function realDockers(): string[] {
  const found = ['/usr/bin/docker', '/usr/local/bin/docker'].filter((file) => existsSync(file));
  if (found.length === 0) console.log('no real docker command on this machine: its tests are left out');
  return found;
}

export { freePort } from '../free-port.ts';
