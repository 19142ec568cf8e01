import http from 'node:http';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { connectEngine } from '../../src/engine/connect.ts';
import { dockerAnswers } from '../../src/engine/docker-answers.ts';
import { missingNeeds } from '../../src/session/missing-needs.ts';
import { testLab } from './workbench.ts';

let home: string;
let server: http.Server;
let info: object;
const host = () => `unix://${path.join(home, 's')}`;
beforeEach(async () => {
  home = mkdtempSync(path.join(os.tmpdir(), 'needs-'));
  server = http.createServer((_request, response) => response.end(JSON.stringify(info)));
  await new Promise<void>((resolve) => server.listen(path.join(home, 's'), resolve));
});
afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  rmSync(home, { recursive: true, force: true });
});

const lab = testLab({
  needs: ['swarm'],
  steps: testLab().steps.map((step) => ({
    ...step,
    solution: { markdown: '', commands: ['git init && docker swarm init', 'curl -s x | jq .'], answers: [] },
  })),
});

test('programs that a lab uses and the machine lacks are told once each, with what brings them', async () => {
  const practice = connectEngine({ kind: 'practice', host: host() });
  const told = await missingNeeds(lab, practice, { PATH: home });
  expect(told.map((text) => /uses `(\w+)`/.exec(text)?.[1])).toEqual(['curl', 'git', 'jq']);
  expect(told[1]).toContain('`apt-get install git`');
  expect(await missingNeeds(testLab(), practice, { PATH: home })).toEqual([]);
});

test('an engine that is in a swarm already, and a missing docker command, offer practice', async () => {
  const engine = connectEngine({ kind: 'docker', host: host() });
  const tell = async () => (await missingNeeds({ ...lab, steps: [] }, engine, { PATH: home })).join('\n');
  info = { Swarm: { LocalNodeState: 'inactive' } };
  expect(await tell()).toMatch(
    /^There is no docker command .*`workshop start test-lab --engine practice`[^\n]*$/,
  );
  info = { Swarm: { LocalNodeState: 'active', Nodes: 3 } };
  expect(await tell()).toContain('in a swarm already, of 3 nodes');
});

test('the menu asks quickly whether an engine is there', async () => {
  info = {};
  expect(await dockerAnswers({ HOME: home, DOCKER_HOST: host() })).toBe(true);
  expect(await dockerAnswers({ HOME: home, DOCKER_HOST: `${host()}-gone` })).toBe(false);
  expect(await dockerAnswers({ HOME: home, DOCKER_HOST: 'ssh://far' })).toBe(false);
});
