import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { portFree } from '../../src/session/ports.ts';
import { screenImage, screenPicture } from '../ui/ink/screen-picture.ts';
import { TestTerminal } from '../ui/ink/terminal.ts';
import { MovingPicture } from './moving-picture.ts';
import { removeFolder } from '../remove-folder.ts';

const F2 = '\x1bOQ';
const F3 = '\x1bOR';
const DOWN = '\x1b[B';

/** Plays a lab in a terminal and keeps what is on the screen: stills as PNG, all of it as a GIF. */
export async function takePictures(root: string): Promise<void> {
  // With another port in every text it would not be the lab that people meet.
  if (!(await portFree(5000))) throw new Error('port 5000 is taken: free it, then take the pictures again');
  const folder = path.join(root, '.pictures');
  const home = mkdtempSync(path.join(os.tmpdir(), 'pictures-'));
  const cli = path.join(root, 'dist/cli.js');
  const state = path.join(home, 'state');
  // With a temporary folder of its own no other lab's claim of the port counts.
  const env = { HOME: home, WORKSHOP_STATE: state, TMPDIR: home, DOCKER_HOST: undefined };
  mkdirSync(folder, { recursive: true });
  const screen = new TestTerminal([process.execPath, cli], { columns: 92, rows: 28, cwd: home, env });
  const moving = new MovingPicture();
  const frame = (ms: number): void => moving.add(screenImage(screen.xterm), ms);
  const still = (name: string): void => {
    writeFileSync(path.join(folder, `${name}.png`), screenPicture(screen.xterm));
  };
  /** As fingers type: a few letters for each frame. */
  const type = async (text: string): Promise<void> => {
    for (let at = 0; at < text.length; at += 4) {
      screen.write(text.slice(at, at + 4));
      await screen.calm(60);
      frame(140);
    }
    frame(350);
  };
  const free = /^ ❯ {2,}(type|press|\/answer|Tab types|Enter goes|Enter shows)/m;
  const enter = async (text: string, ms: number): Promise<void> => {
    await type(text);
    screen.write('\r');
    const prompt = (): string => screen.rows().findLast((row) => row.startsWith(' ❯')) ?? '';
    await screen.until(() => !prompt().includes(text), 'the line is taken', 60_000);
    await screen.calm(250);
    await screen.until((now) => free.test(now), 'the prompt', 60_000);
    frame(ms);
  };
  const press = async (key: string, see: string | RegExp, ms: number): Promise<void> => {
    screen.write(key);
    await screen.see(see);
    await screen.calm(120);
    frame(ms);
  };
  try {
    await screen.see('Registry workshop');
    await screen.calm(300);
    frame(1200);
    await press(DOWN, /❯ . +2/, 900);
    still('menu');
    await press('\r', /step 1 of/, 300);
    await screen.see(free);
    await screen.calm(300);
    frame(2200);
    await enter('docker run -d --name registry registry:2', 3200);
    still('not-yet');
    await enter('docker rm -f registry', 500);
    await enter('docker run -d -p 5000:5000 --name registry registry:2', 1800);
    still('done');
    await press('\r', 'step 2 of', 700);
    await enter('docker logs registry', 900);
    await press('\r', 'step 3 of', 500);
    await enter('curl --head localhost:5000/v2/', 900);
    await enter('/answer 401', 700);
    await press('\r', 'step 4 of', 500);
    await enter('docker pull alpine', 500);
    await enter('docker tag alpine localhost:5000/alpine', 800);
    await press('\r', 'step 5 of', 500);
    await enter('docker push localhost:5000/alpine', 1600);
    await press(F3, 'requests to', 3600);
    still('wire');
    await press(F2, /Engine\s+practice/, 2600);
    await press('q', free, 300);
    await enter('docker pull -q busybox', 500);
    await enter('docker tag busybox localhost:5000/alpine', 500);
    await enter('docker push -q localhost:5000/alpine', 900);
    await press(F2, 'moved', 900);
    await screen.see('moved here from');
    frame(4200);
    still('map');
    writeFileSync(path.join(folder, 'demo.gif'), moving.bytes());
  } finally {
    await screen.close();
    const { DOCKER_HOST: _, ...rest } = process.env;
    execFileSync(process.execPath, [cli, 'clean'], { cwd: home, env: { ...rest, ...env }, stdio: 'ignore' });
    await removeFolder(home);
  }
}
