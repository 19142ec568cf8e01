// How fast the registry is, as ratios to Debian's docker-registry on the same disk, turn by turn, beside what the machine could do.
import { closeSync, fsyncSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import {
  peakMemory,
  processorTime,
  startClient,
  startDockers,
  startLimits,
  startOurs,
} from './registry/servers.js';

const ROUNDS = 7;
const MIB = 1024 * 1024;
const SIZE = 256 * MIB;
const MEMORY_GOAL_MIB = 200;
/** How long the small requests are counted, per round and server. */
const COUNTED_MS = 400;

const home = mkdtempSync(path.join(tmpdir(), 'bench-registry-'));
const client = startClient();
const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];

/** Each gives a speed, larger is better: MiB/s or requests/s. */
const upload = (style, size, count) => async (port) => {
  const { ms } = await client.ask('upload', { port, style, size, count });
  return (size * count) / MIB / (ms / 1000);
};
const requests = (method) => async (port) =>
  (await client.ask('requests', { port, method, connections: 16, ms: COUNTED_MS })).rate;
const download = async (port, digest) =>
  SIZE / MIB / ((await client.ask('download', { port, digest })).ms / 1000);

/** `node test/bench/registry.js PUT` measures only what has this in its name. */
const only = process.argv[2] ?? '';
const measurements = [
  { name: 'PUT 256 MiB (POST, PUT)', unit: 'MiB/s', goal: 2, measure: upload('put', SIZE, 1) },
  { name: 'PATCH 256 MiB, streamed', unit: 'MiB/s', measure: upload('patch', SIZE, 1) },
  { name: 'PUT 4 x 64 MiB at once', unit: 'MiB/s', goal: 1.8, measure: upload('put', 64 * MIB, 4) },
  { name: 'GET 256 MiB', unit: 'MiB/s', goal: 0.9, measure: download },
  { name: 'HEAD of a manifest, 16 conn.', unit: 'req/s', goal: 8, measure: requests('HEAD') },
  { name: 'GET of a manifest, 16 conn.', unit: 'req/s', goal: 4, measure: requests('GET') },
].filter(({ name }) => name.includes(only));

/** Nothing that one turn left to be written or freed may slow the next. */
function empty(folder) {
  rmSync(path.join(folder, 'docker/registry/v2/blobs'), { recursive: true, force: true });
  const descriptor = openSync(home, 'r');
  fsyncSync(descriptor);
  closeSync(descriptor);
}

/** What GET reads is written once, before the rounds, so that the rounds can throw away what PUT wrote. */
async function prepare({ port }) {
  const { digest } = await client.ask('upload', { port, style: 'put', size: SIZE, count: 1 });
  await client.ask('download', { port, digest, check: true });
  await client.ask('image', { port });
  return digest;
}

/**
 * A virtual machine gives memory back that nobody uses, and getting it again for the file cache takes longer than writing
 * to disk. What a turn is about to fill is filled once before it, so that the turns differ by the registries alone.
 */
function warm() {
  const file = path.join(home, 'warm');
  const descriptor = openSync(file, 'w');
  for (let done = 0; done < SIZE + 64 * MIB; done += nothing.length) writeSync(descriptor, nothing);
  closeSync(descriptor);
  rmSync(file);
}
const nothing = Buffer.alloc(MIB);

const mibPerSecond = (ms) => SIZE / MIB / (Number(ms) / 1000);

async function compare() {
  const reading = {
    ours: await startOurs(`${home}/ours-read`),
    dockers: await startDockers(`${home}/dockers-read`),
  };
  const writing = {
    ours: await startOurs(`${home}/ours-write`),
    dockers: reading.dockers && (await startDockers(`${home}/dockers-write`)),
  };
  const limits = await startLimits();
  const servers = [...Object.values(reading), ...Object.values(writing), limits].filter(Boolean);
  const speeds = {
    ours: measurements.map(() => []),
    dockers: measurements.map(() => []),
    socket: measurements.map(() => []),
  };
  const ratios = measurements.map(() => []);
  const worked = { ours: measurements.map(() => []), dockers: measurements.map(() => []) };
  const alone = { hash: [], write: [] };
  try {
    const digests = {
      ours: await prepare(reading.ours),
      dockers: reading.dockers && (await prepare(reading.dockers)),
    };
    const sides = reading.dockers ? ['ours', 'dockers'] : ['ours'];
    for (let round = 0; round < ROUNDS; round++) {
      for (const [index, { name, measure }] of measurements.entries()) {
        const among = /^(PUT|PATCH)/.test(name) ? writing : reading;
        // Each begins every other round, so that neither always has the disk after the other.
        for (const side of round % 2 === 0 ? sides : sides.toReversed()) {
          if (among === writing) warm();
          const before = processorTime(among[side].pid);
          speeds[side][index].push(await measure(among[side].port, digests[side]));
          worked[side][index].push(processorTime(among[side].pid) - before);
          if (among === writing) empty(among[side].folder);
        }
        speeds.socket[index].push(await measure(limits.port, 'sha256:any'));
        if (reading.dockers) ratios[index].push(speeds.ours[index].at(-1) / speeds.dockers[index].at(-1));
      }
      const ask = async (what) =>
        (await fetch(`http://127.0.0.1:${limits.port}/${what}&size=${SIZE}`)).text();
      alone.hash.push(mibPerSecond(await ask('hash?')));
      warm();
      alone.write.push(mibPerSecond(await ask(`write?file=${encodeURIComponent(`${home}/write`)}`)));
    }
  } finally {
    await Promise.all(servers.map((server) => server.stop()));
  }
  return { speeds, ratios, worked, alone };
}

/** The most memory that a registry takes while eight large uploads run. */
async function memoryOf(start, folder) {
  const server = await start(folder);
  if (!server) return undefined;
  try {
    await client.ask('upload', { port: server.port, style: 'put', size: SIZE, count: 8 });
    return peakMemory(server.pid);
  } finally {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

function print({ speeds, ratios, worked, alone }) {
  const column = (text) => String(text).padStart(12);
  console.log(`registry, medians of ${ROUNDS} rounds turn by turn`);
  console.log(
    `  ${''.padEnd(30)}${['ratio', 'goal', 'ours', "docker's", 'socket only'].map(column).join('')}`,
  );
  for (const [index, { name, goal, unit }] of measurements.entries()) {
    const ratio = ratios[index].length > 0 ? median(ratios[index]) : undefined;
    const [ours, dockers, socket] = ['ours', 'dockers', 'socket'].map((side) =>
      speeds[side][index].length > 0 ? median(speeds[side][index]).toFixed(0) : '-',
    );
    const cells = [
      ratio ? `${ratio.toFixed(2)}x` : '-',
      goal ? `>= ${goal.toFixed(1)}x` : '',
      ours,
      dockers,
      socket,
    ];
    const missed = ratio !== undefined && goal !== undefined && ratio < goal ? '  MISSED' : '';
    console.log(`  ${name.padEnd(30)}${cells.map(column).join('')} ${unit}${missed}`);
  }
  printWork(worked);
  const hash = median(alone.hash);
  const write = median(alone.write);
  const socket = median(speeds.socket[0]);
  const put = median(speeds.ours[0]);
  const each = (speed) => (SIZE / MIB / speed) * 1000;
  console.log(
    `  sha256 only ${hash.toFixed(0)} MiB/s; write and flush to disk only ${write.toFixed(0)} MiB/s`,
  );
  console.log(
    `  a PUT of 256 MiB takes ${each(put).toFixed(0)} ms: the socket alone ${each(socket).toFixed(0)}, the hash alone ` +
      `${each(hash).toFixed(0)}, the disk alone ${each(write).toFixed(0)}, one after the other ` +
      `${(each(socket) + each(hash) + each(write)).toFixed(0)}`,
  );
}

/** The clock also counts what others do to the machine and to its disk meanwhile; this does not. */
function printWork({ ours, dockers }) {
  for (const [index, { name }] of measurements.entries()) {
    if (!/^(PUT|PATCH)/.test(name) || dockers[index].length === 0 || Number.isNaN(ours[index][0])) continue;
    const [mine, theirs] = [ours, dockers].map((side) => median(side[index]));
    console.log(
      `  ${name}: processor time ${mine} ms, docker's ${theirs} ms: ${(theirs / mine).toFixed(2)}x`,
    );
  }
}

try {
  print(await compare());
  const ours = await memoryOf(startOurs, `${home}/ours-memory`);
  const dockers = await memoryOf(startDockers, `${home}/dockers-memory`);
  const words = (mib) => (mib === undefined ? 'unknown' : `${mib.toFixed(0)} MiB`);
  console.log(
    `  peak memory during eight uploads of 256 MiB: ${words(ours)} (goal: at most ${MEMORY_GOAL_MIB} MiB)` +
      `${ours > MEMORY_GOAL_MIB ? '  MISSED' : ''}; docker's ${words(dockers)}`,
  );
} finally {
  await client.stop();
  rmSync(home, { recursive: true, force: true });
}
