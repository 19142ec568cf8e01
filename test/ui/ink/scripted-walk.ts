import { spawn } from 'node:child_process';
import { setTimeout as wait } from 'node:timers/promises';
import type { Verdict } from '../../../src/checks/verdict.ts';
import type { WorldMap } from '../../../src/map/world-map.ts';
import { appMap } from '../../map/app-map.ts';
import type { Lab, Step } from '../../../src/lab/lab.ts';
import type { StepState, Summary, WalkEvent } from '../../../src/runner/events.ts';
import type { Terminal, Walk } from '../../../src/runner/walk.ts';

const place = { file: 'labs/scripted.yaml', line: 1, column: 1 };

const step = (id: string, title: string, text: string, task: string, checks: readonly unknown[]): Step => ({
  id,
  title,
  text,
  task,
  check: checks.map((spec) => ({ kind: typeof spec === 'string' ? 'state' : 'answer', spec, place })),
  mistakes: [],
  hints: ['The option that publishes a port is `-p`.', 'It has two numbers: `-p HOST:CONTAINER`.'],
  solution: { markdown: '', commands: [], answers: [] },
  place,
});

const question = {
  id: 'other-host',
  question:
    'A colleague pushes to your registry by your machine’s name, `build7:5000`, without a certificate. What happens?',
  type: 'choice',
  accept: 'b',
  choices: {
    a: 'It works, just as with `localhost`.',
    b: 'The engine refuses: it expects HTTPS from any host but its own.',
    c: 'It works, but without the tag `latest`.',
  },
};

const steps: readonly Step[] = [
  step(
    'run',
    'Start the registry',
    `A **registry** stores images and hands them out over HTTP. Docker Hub is one; this lab gives you another, on your own machine. Teams run their own to archive the releases of their pipeline, to keep images close to the machines that run them, and to go on working when a remote service does not.

The registry is itself an image, called \`registry\`. It is an API and a store, nothing more: no web page, no user accounts beyond a password file or a token server.

Inside the container it listens on port 5000. Nobody outside can reach a container's port until you *publish* it: \`-p HOST:CONTAINER\` does that.`,
    'Run `registry:2` in the background (`-d`), name it `registry`, and publish its port 5000 on port 5000 of this machine.',
    ['container `registry` runs and publishes 5000', '`http://localhost:5000/v2/` answers 200'],
  ),
  step(
    'push',
    'Push it',
    `A push sends what the registry does not have yet:

1. each layer and the configuration as a *blob*,
2. then the **manifest**, a small JSON file that lists them.

\`\`\`sh
# the address is part of the name
docker push localhost:5000/alpine
\`\`\`

The last line prints the manifest's *digest*.`,
    'Push `localhost:5000/alpine`.',
    ['repository `localhost:5000/alpine` has the tag `latest`'],
  ),
  step(
    'localhost',
    'Why no certificate was needed',
    'Docker speaks plain HTTP only to this machine itself: to `localhost`, and to any address of `127.0.0.0/8`.',
    'Answer the question with `/answer` and a letter.',
    [question],
  ),
];

export const lab: Lab = {
  format: 1,
  id: 'scripted',
  title: 'Run a registry of your own',
  summary: 'Start a registry, push to it, read it over HTTP, keep its data.',
  level: 'beginner',
  minutes: 25,
  after: [],
  engines: ['practice', 'docker'],
  needs: [],
  goals: [
    'Start a registry with one command and see that it answers.',
    'Push, list and pull images with it.',
  ],
  vars: {},
  images: ['alpine', 'registry:2'],
  steps,
  debrief: 'A registry is an **API and a store**. Next: `secure-registry` gives it TLS and a login.',
  file: 'labs/scripted.yaml',
};

/** What a command prints, how it exits, and whether the step's checks pass afterwards. */
const commands: Readonly<Record<string, { output: string; exit?: number; solves?: string; ms?: number }>> = {
  'docker run -d -p 5000:5000 --name registry registry:2': {
    output: 'b4ad5c3d8d0f6a3f9c4f5b1de2f3a9a0b4ad5c3d8d0f6a3f9c4f5b1de2f3a9a0\n',
    solves: 'run',
  },
  'docker run -d --name registry registry:2': {
    output: '9c4f5b1de2f3a9a0b4ad5c3d8d0f6a3f9c4f5b1de2f3a9a0b4ad5c3d8d0f6a3f\n',
  },
  'docker push localhost:5000/alpine': {
    output:
      'Using default tag: latest\nThe push refers to repository [localhost:5000/alpine]\n4693057ce236: Preparing\n4693057ce236: Pushed\nlatest: digest: sha256:69704ef328d05a9f806b6b8502915e6a0a4faa4d72018dc42343f511490daf8a size: 527\n',
    solves: 'push',
  },
  seq: { output: Array.from({ length: 200 }, (_, at) => `line ${at + 1}\n`).join('') },
  evil: { output: 'before\x1b[2J\x1b[H\x1b]0;owned\x07after\n' },
  false: { output: 'sh: false\n', exit: 1 },
};

const failed: readonly Omit<Verdict, 'check' | 'kind' | 'title'>[] = [
  {
    status: 'failed',
    expected: 'a running container `registry` that publishes its port 5000 on 5000',
    actual: 'the container `registry` runs, but publishes no port',
    nearest: 'it exposes `5000/tcp` to other containers only',
    help: 'Ports are published when a container is made. Remove it (`docker rm -f registry`) and run it again with `-p`.',
  },
  { status: 'blocked', expected: 'status 200', actual: 'not asked: the check above comes first' },
];

/** A walk that plays recorded events: what the screens are shown, the walk being somebody else's subject. */
export class ScriptedWalk implements Walk {
  ended = false;
  private readonly listeners = new Set<(event: WalkEvent) => void>();
  private readonly states: StepState[] = steps.map(() => 'open' as const);
  private at = 0;
  private hint = 0;
  private typed = 0;
  private stop: (() => void) | undefined;
  private readonly terminal: Terminal | undefined;
  private readonly pace: number;

  constructor(terminal?: Terminal, pace = 0) {
    this.terminal = terminal;
    this.pace = pace;
  }

  on(listener: (event: WalkEvent) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  async start(): Promise<void> {
    this.emit({
      type: 'lab-started',
      lab,
      engine: 'practice',
      vars: {},
      resumed: false,
      folder: '/tmp/none',
    });
    this.enter();
    await Promise.resolve();
  }

  async submit(line: string): Promise<void> {
    const { id } = steps[this.at]!;
    if (line === '/quit') return this.close();
    if (line === '/hint') {
      this.hint = Math.min(2, this.hint + 1);
      const markdown = steps[this.at]!.hints[this.hint - 1]!;
      return this.emit({ type: 'hint-shown', step: id, level: this.hint, of: 2, markdown });
    }
    if (line === '/solution yes') {
      const all = Object.entries(commands).filter(([, { solves }]) => solves === id);
      const markdown = `Publish the port when you make the container:\n\n\`\`\`sh\n${all.map(([text]) => text).join('\n')}\n\`\`\`\n\nBecause a running container cannot get new ports.`;
      return this.emit({ type: 'solution-shown', step: id, markdown, commands: all.map(([text]) => text) });
    }
    if (line === '/status') return this.emit({ type: 'status', summary: this.summary() });
    if (line === '/map') return this.emit({ type: 'map', map: this.map(), asked: true });
    if (line.startsWith('/answer ')) {
      this.emit({ type: 'answer-given', question: question.id, answer: line.slice(8) });
      return this.check(line.slice(8) === 'b');
    }
    if (line.startsWith('/'))
      return this.emit({ type: 'problem', text: `\`${line}\` is not a command`, todo: 'Try `/help`.' });
    await this.run(line);
  }

  /** What was pushed is there. */
  private map(): WorldMap {
    return appMap(this.at > 1 ? { latest: 'sha256:aaaaaaaa' } : {}, {
      images: { 'alpine:latest': 'sha256:bb' },
    });
  }

  interrupt(): boolean {
    this.stop?.();
    return this.stop !== undefined;
  }

  summary(): Summary {
    return {
      lab: lab.id,
      engine: 'practice',
      complete: this.states.every((state) => state === 'done'),
      steps: steps.map(({ id, title }, index) => ({ id, title, state: this.states[index]! })),
      commands: this.typed,
      hints: this.hint,
      solutions: 0,
      ms: 754_000,
      goals: lab.goals,
      next: {
        id: 'secure-registry',
        title: 'A registry with a lock',
        start: 'workshop start secure-registry',
      },
    };
  }

  async close(): Promise<void> {
    if (!this.ended) {
      this.ended = true;
      this.emit({ type: 'ended', summary: this.summary() });
    }
    await Promise.resolve();
  }

  private async run(line: string): Promise<void> {
    this.typed += 1;
    const ownsTerminal = line.startsWith('own ');
    this.emit({ type: 'command-started', line, ownsTerminal });
    let exitCode = 0;
    if (ownsTerminal) exitCode = await this.terminal!.handOver(() => owning(line.slice(4)));
    else if (line === 'sleep') {
      exitCode = await new Promise((resolve) => (this.stop = () => resolve(130)));
      this.stop = undefined;
    } else {
      const { output, exit = 0 } = commands[line] ?? { output: `${line}: not found\n`, exit: 127 };
      for (const text of output.match(/.*\n/g) ?? []) {
        this.emit({ type: 'output', stream: 'stdout', text });
        if (this.pace) await wait(this.pace);
      }
      exitCode = exit;
    }
    this.emit({ type: 'command-ended', line, exitCode, ms: 120 });
    await this.check(commands[line]?.solves === steps[this.at]!.id);
  }

  private async check(passes: boolean): Promise<void> {
    const here = steps[this.at]!;
    const total = here.check.length;
    this.emit({ type: 'checking', step: here.id, total });
    for (const verdict of this.verdicts(passes)) {
      if (this.pace) await wait(this.pace * 4);
      this.emit({ type: 'verdict', step: here.id, verdict, total });
    }
    this.emit({ type: 'checked', step: here.id, passed: passes });
    if (!passes) return;
    this.states[this.at] = 'done';
    this.emit({ type: 'step-done', step: here, index: this.at, total: steps.length });
    this.at += 1;
    if (this.at < steps.length) return this.enter();
    this.at = steps.length - 1;
    this.emit({ type: 'lab-completed', summary: this.summary(), debrief: lab.debrief });
  }

  private enter(): void {
    const here = steps[this.at]!;
    this.emit({
      type: 'step-entered',
      step: here,
      index: this.at,
      total: steps.length,
      states: [...this.states],
    });
    this.emit({ type: 'arrived', step: here.id, verdicts: this.verdicts(false), holds: false });
  }

  private verdicts(passes: boolean): Verdict[] {
    return steps[this.at]!.check.map(({ kind, spec }, check) => ({
      check,
      kind,
      title: typeof spec === 'string' ? spec : 'the question is answered',
      ...(passes ? { status: 'passed', expected: '', actual: '' } : failed[check]!),
    }));
  }

  private emit(event: WalkEvent): void {
    for (const listener of this.listeners) listener(JSON.parse(JSON.stringify(event)) as WalkEvent);
  }
}

function owning(command: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn('sh', ['-c', command], { stdio: 'inherit' });
    child.on('error', reject);
    child.on('exit', (code) => resolve(code ?? 1));
  });
}
