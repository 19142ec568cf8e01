// How long the whole catalogue takes to prove in practice, and what each lab takes of it, several at a time.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import path from 'node:path';

const GOAL_S = 60;
const folder = mkdtempSync(path.join(tmpdir(), 'bench-labs-'));
try {
  const report = path.join(folder, 'proofs.json');
  const cli = path.join(import.meta.dirname, '../../dist/cli.js');
  const started = performance.now();
  const { status, stdout } = spawnSync(process.execPath, [cli, 'verify', '--report', `json=${report}`], {
    stdio: ['ignore', 'pipe', 'inherit'],
    encoding: 'utf8',
  });
  const all = (performance.now() - started) / 1000;
  if (status !== 0) {
    console.error(stdout);
    process.exitCode = 1;
  } else {
    const { labs } = JSON.parse(readFileSync(report, 'utf8'));
    const seconds = (ms) => `${(ms / 1000).toFixed(1)} s`;
    console.log(
      `All labs proved on ${availableParallelism()} cores in ${all.toFixed(1)} s (goal ${GOAL_S} s)`,
    );
    for (const { lab, steps, ms } of [...labs].sort((one, other) => other.ms - one.ms)) {
      const slowest = steps.reduce((one, other) => (other.ms > one.ms ? other : one));
      const time = seconds(ms).padStart(8);
      console.log(`  ${lab.padEnd(20)} ${time}  slowest step: ${slowest.id} ${seconds(slowest.ms)}`);
    }
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
