import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../start.ts';
import { asking } from './asking.ts';
import { Ledger } from './ledger.ts';
import { Pusher, type Counts } from './pusher.ts';
import { Random } from './random.ts';
import { bundleServer, startServer } from './serve-process.ts';
import { WholeFolder } from './whole-folder.ts';

const KILLS = Number(process.env.REGISTRY_KILLS ?? 200);
const PUSHERS = 4;
/** The kill comes after up to this many acknowledgments and then up to this much time, on fast and slow machines. */
const LIFE_ACKNOWLEDGED = 12;
const LIFE_MS = 20;

/** Everything that a push may be, and what may come of it. */
const WAYS = [
  ...['single', 'whole', 'streamed', 'chunked', 'resumed', 'mounted'],
  ...['large', 'sha512', 'index', 'deleted', 'untagged'],
];

// Never a second try: a kill in the one moment in which something is not durable may not come again.
test(
  `what was acknowledged survives ${KILLS} kills at random moments, and nothing is there by half`,
  { retry: 0, timeout: 1_800_000 },
  async () => {
    const program = bundleServer(await temporaryFolder());
    const root = await temporaryFolder();
    const folder = new WholeFolder(root);
    const ledger = new Ledger();
    const random = new Random(Date.now());
    const counts: Counts = new Map();
    const pushers = Array.from({ length: PUSHERS }, (_, pusher) => {
      return new Pusher(`team/app${pusher}`, ledger, random, counts);
    });
    for (let kill = 0; kill <= KILLS; kill += 1) {
      await folder.verify();
      const { url, child } = await startServer(program, root);
      const ask = asking(url);
      await ledger.verify(ask);
      if (kill === KILLS) break;
      let left = Math.floor(random.next() * LIFE_ACKNOWLEDGED);
      const life = new Promise<void>((resolve) => {
        ledger.onAcknowledged(() => void (left-- <= 0 && resolve()));
      });
      let killed = false;
      const pushing = pushers.map((pusher) => pusher.pushUntilKilled(ask, () => killed));
      await Promise.race([life, ...pushing]);
      await wait(random.next() * LIFE_MS);
      killed = true;
      child.kill('SIGKILL');
      await Promise.all([...pushing, once(child, 'exit')]);
    }
    console.log(
      `${KILLS} kills, ${ledger.acknowledged} requests acknowledged, all of it whole:`,
      [...counts].map(([way, count]) => `${count} ${way}`).join(', '),
    );
    // If hardly anything was pushed between the kills, this test would show nothing.
    expect(ledger.acknowledged).toBeGreaterThan(KILLS);
    if (KILLS < 100) return console.warn('so few kills need not meet every way of pushing');
    expect(WAYS.filter((way) => !counts.get(way))).toEqual([]);
  },
);
