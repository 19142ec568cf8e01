import { readCorpus } from './corpus.ts';
import { readExplanations } from './explained.ts';
import { runParity } from './parity.ts';
import { table, timesTable, told } from './table.ts';

/**
 * `npm run parity [-- WORD…]`: the sequences whose names hold one of the words; all without. PARITY_DOCKER names another
 * real command than the first on the PATH; with PARITY_TIMES set it tells how long each sequence took.
 */
const host = process.env.WORKSHOP_TEST_DOCKER_HOST;
if (!host) {
  console.error(
    'parity compares with a real engine, and WORKSHOP_TEST_DOCKER_HOST names none. `test/peers/engine.sh start FOLDER`\n' +
      'starts one where Debian has docker.io and docker-registry installed, and prints its address.',
  );
  process.exit(3);
}
const words = process.argv.slice(2);
const sequences = readCorpus().filter(
  ({ name }) => !words.length || words.some((word) => name.includes(word)),
);
const report = await runParity({
  host,
  docker: process.env.PARITY_DOCKER,
  sequences,
  explanations: readExplanations(),
});
const open = report.differences.filter(({ explanations }) => explanations.length === 0);
for (const text of [...report.inVain, ...told(open)]) console.log(text);
// A part of the corpus cannot say which explanations nobody needs.
const stale = words.length > 0 ? [] : report.stale;
console.log(table({ ...report, stale }));
if (process.env.PARITY_TIMES) console.log(timesTable(report.times));
process.exitCode = report.inVain.length > 0 || open.length > 0 || stale.length > 0 ? 1 : 0;
