// `npm run bench` runs every measurement; `npm run bench start` only the one named.
import { spawnSync } from 'node:child_process';
import path from 'node:path';

const all = ['start', 'registry', 'labs'];
const asked = process.argv.slice(2);
const unknown = asked.find((name) => !all.includes(name));
if (unknown) {
  console.error(`no measurement is called "${unknown}"; there is: ${all.join(', ')}`);
  process.exit(2);
}
for (const name of asked.length > 0 ? asked : all) {
  const { status } = spawnSync(process.execPath, [path.join(import.meta.dirname, `${name}.js`)], {
    stdio: 'inherit',
  });
  if (status !== 0) process.exit(status ?? 1);
}
