import { expect, test } from 'vitest';
import { aloneOnRealEngine } from '../real-engine.ts';
import { readCorpus } from './corpus.ts';
import { readExplanations } from './explained.ts';
import { runParity } from './parity.ts';
import { table, told } from './table.ts';

const host = process.env.WORKSHOP_TEST_DOCKER_HOST;
aloneOnRealEngine();
if (!host) console.log('parity with the real docker: skipped, WORKSHOP_TEST_DOCKER_HOST is not set');

/** What fits into a test run; `npm run parity` compares the whole corpus. */
const QUICK = ['images: tag and remove', 'storage: volumes', 'system: wrong usage'];

test.skipIf(!host)(
  'commands and engines differ only where it is explained',
  { timeout: 400_000 },
  async () => {
    const report = await runParity({
      host: host!,
      sequences: readCorpus().filter(({ name }) => QUICK.includes(name)),
      explanations: readExplanations(),
    });
    console.log(table({ ...report, stale: [] }));
    expect(report.commands).toBeGreaterThan(40);
    expect(report.inVain).toEqual([]);
    expect(told(report.differences.filter(({ explanations }) => !explanations.length))).toEqual([]);
  },
);
