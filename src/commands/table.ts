import type { Command, OptionSpec } from './command.ts';

const engine: OptionSpec = {
  type: 'string',
  short: 'e',
  value: 'ENGINE',
  choices: ['practice', 'docker'],
  summary: 'practice (needs nothing installed) or docker (the real engine of this machine)',
};
const variable: OptionSpec = {
  type: 'string',
  multiple: true,
  value: 'NAME=VALUE',
  summary: 'a variable of the lab, such as port=5050; may be given more than once',
};
const json: OptionSpec = { type: 'boolean', summary: 'JSON instead of text' };

/** Every verb of `workshop`, in the order of the help. Nothing here loads what a command needs to run. */
export const commands: readonly Command[] = [
  {
    name: 'list',
    summary: 'labs, level, minutes, your progress',
    arguments: [],
    options: { json, ids: { type: 'boolean', summary: 'only the ids, one per line' } },
    examples: [
      ['workshop list', 'all labs, in the order to take them'],
      ['workshop list --json', 'the same for a program'],
    ],
    load: () => import('./list.ts'),
  },
  {
    name: 'start',
    summary: 'walk through a lab, or go on where you left',
    details:
      'Opens the lab on the screen. With --plain, and without a terminal, it works line by line: each line of input is a command for the shell or one of /hint, /answer X, /solution, /run, /check, /skip, /back, /status, /help, /quit. At the end of input it exits 0 when the lab is complete, otherwise 1.',
    arguments: [{ name: 'LAB', kind: 'lab', required: true }],
    options: {
      engine,
      var: variable,
      plain: { type: 'boolean', summary: 'line by line; for pipes, logs and screen readers' },
      json: { type: 'boolean', summary: 'one event per line, as JSON' },
    },
    examples: [
      ['workshop start local-registry', 'begin, or go on'],
      ['workshop start local-registry --var port=5050', 'when port 5000 belongs to something else'],
      ['workshop start local-registry --engine docker', 'on the real engine of this machine'],
      ['printf "docker version\\n/status\\n" | workshop start local-registry --plain', 'without a terminal'],
    ],
    load: () => import('./start.ts'),
  },
  {
    name: 'demo',
    summary: 'watch a lab play itself',
    details:
      'Types the solutions of the lab, step by step, in a session of its own that is removed afterwards: your progress is not touched. Exits 1 when a step does not pass.',
    arguments: [{ name: 'LAB', kind: 'lab' }],
    options: {
      engine,
      var: variable,
      speed: {
        type: 'string',
        value: 'FACTOR',
        summary: 'typing speed: 2 is twice as fast, 0 is instant (the default without a terminal)',
      },
      json: { type: 'boolean', summary: 'one event per line, as JSON' },
    },
    examples: [
      ['workshop demo', 'the first lab'],
      ['workshop demo local-registry --speed 3', 'three times as fast'],
    ],
    load: () => import('./demo.ts'),
  },
  {
    name: 'check',
    summary: 'check the current step from any terminal',
    details:
      'Exits 0 when the step passes, 1 when it does not yet. A step that passes is done: the lab goes on.',
    arguments: [{ name: 'LAB', kind: 'lab' }],
    options: {
      watch: {
        type: 'boolean',
        short: 'w',
        summary: 'check again when something changes, until the step passes',
      },
      all: { type: 'boolean', short: 'a', summary: 'every step of the lab, changing nothing' },
      json,
    },
    examples: [
      ['workshop check', 'the current step of the lab used last'],
      ['workshop check --watch', 'beside the terminal you work in'],
    ],
    load: () => import('./check.ts'),
  },
  {
    name: 'hint',
    summary: 'the next hint for the current step',
    arguments: [{ name: 'LAB', kind: 'lab' }],
    options: {},
    examples: [['workshop hint', 'one hint at a time, from vague to concrete']],
    load: () => import('./hint.ts'),
  },
  {
    name: 'solution',
    summary: 'the solution of the current step, with the reasons',
    details: 'Asks first, because seeing it is recorded. Without a terminal it takes --yes.',
    arguments: [{ name: 'LAB', kind: 'lab' }],
    options: { yes: { type: 'boolean', short: 'y', summary: 'do not ask' } },
    examples: [['workshop solution --yes', 'show it now']],
    load: () => import('./solution.ts'),
  },
  {
    name: 'status',
    summary: 'where you are in a lab',
    arguments: [{ name: 'LAB', kind: 'lab' }],
    options: { json },
    examples: [['workshop status', 'steps, hints and commands so far']],
    load: () => import('./status.ts'),
  },
  {
    name: 'reset',
    summary: 'begin a lab anew; removes what its session created',
    arguments: [{ name: 'LAB', kind: 'lab' }],
    options: { yes: { type: 'boolean', short: 'y', summary: 'do not ask' } },
    examples: [['workshop reset local-registry', 'forget the progress and begin at step 1']],
    load: () => import('./reset.ts'),
  },
  {
    name: 'shell',
    summary: 'your own shell, inside the session',
    details:
      "Opens $SHELL with the session's PATH, DOCKER_HOST, DOCKER_CONFIG and variables. `exit` leaves it.",
    arguments: [{ name: 'LAB', kind: 'lab' }],
    options: {},
    examples: [['workshop shell', 'the session of the lab used last']],
    load: () => import('./shell.ts'),
  },
  {
    name: 'env',
    summary: "the session's environment, as lines to eval",
    arguments: [{ name: 'LAB', kind: 'lab' }],
    options: { json },
    examples: [['eval "$(workshop env)"', 'make this shell work in the session']],
    load: () => import('./env.ts'),
  },
  {
    name: 'clean',
    summary: 'remove what a session created, and nothing else',
    arguments: [{ name: 'LAB', kind: 'lab' }],
    options: { 'dry-run': { type: 'boolean', short: 'n', summary: 'only say what would be removed' } },
    examples: [
      ['workshop clean --dry-run', 'look first'],
      ['workshop clean local-registry', "containers, images, volumes and files of that lab's session"],
    ],
    load: () => import('./clean.ts'),
  },
  {
    name: 'verify',
    summary: 'prove that every step of a lab works (for instructors)',
    details:
      'For each step: red on arrival, green after the solution, green again, red with the right diagnosis after each declared mistake, and the machine as it was after cleaning up. Each check must be seen failing: on arrival, after a mistake, or before the lab has begun. Each command of a solution must exit 0, unless a comment at its end says `# exit 1` or `# fails`. Exits 1 when anything does not hold.',
    arguments: [{ name: 'LAB', kind: 'lab', many: true }],
    options: {
      engine,
      report: {
        type: 'string',
        multiple: true,
        value: 'KIND=FILE',
        summary: 'also write junit=FILE, json=FILE or tap=FILE; the file - is standard output',
      },
      step: { type: 'string', value: 'ID', summary: 'prove only this step of the lab' },
      'solutions-only': {
        type: 'boolean',
        summary: 'leave the mistakes out: on a real engine each of them plays the lab anew',
      },
      repeat: { type: 'string', value: 'N', summary: 'prove N times, to find what holds only sometimes' },
      keep: { type: 'boolean', summary: 'leave the folders of the sessions, and say where they are' },
      var: variable,
    },
    examples: [
      ['workshop verify', 'all labs, in practice'],
      ['workshop verify local-registry --step push', 'one step, after playing those before it'],
      ['workshop verify local-registry --report junit=verify.xml', 'for a CI server'],
    ],
    load: () => import('./verify.ts'),
  },
  {
    name: 'lint',
    summary: 'find mistakes in lab files (for authors)',
    arguments: [{ name: 'FILE', kind: 'file', many: true }],
    options: {},
    examples: [
      ['workshop lint', 'every lab of this installation'],
      ['workshop lint labs/mine.yaml', 'one file, with its hints and solutions'],
    ],
    load: () => import('./lint.ts'),
  },
  {
    name: 'new',
    summary: 'begin a lab of your own (for authors)',
    details:
      'Writes labs/LAB.yaml, hints/LAB.md and solutions/LAB.md into this folder; they pass lint as they are.',
    arguments: [{ name: 'LAB', kind: 'word', required: true }],
    options: {},
    examples: [['workshop new harbor-tour', 'three files to edit']],
    load: () => import('./new.ts'),
  },
  {
    name: 'doctor',
    summary: 'what this machine has, what each lab needs, what to do about it',
    arguments: [],
    options: { json },
    examples: [['workshop doctor', 'before a class']],
    load: () => import('./doctor.ts'),
  },
  {
    name: 'registry serve',
    summary: 'the registry alone',
    details:
      'Serves the OCI distribution API from a folder until it is interrupted. Loopback only, unless told otherwise. With --proxy it fetches from another registry what it does not have, keeps it, and refuses pushes; a login there is read from REGISTRY_PROXY_USERNAME and REGISTRY_PROXY_PASSWORD.',
    arguments: [],
    options: {
      addr: { type: 'string', value: 'HOST:PORT', summary: 'where to listen (127.0.0.1:5000)' },
      root: { type: 'string', value: 'DIR', summary: 'where blobs and manifests are kept (./registry)' },
      htpasswd: {
        type: 'string',
        value: 'FILE',
        summary: 'ask for a user name and password of this file (bcrypt)',
      },
      'tls-cert': { type: 'string', value: 'FILE', summary: 'certificate, PEM' },
      'tls-key': { type: 'string', value: 'FILE', summary: 'its private key, PEM' },
      proxy: { type: 'string', value: 'URL', summary: 'pull through: fetch from this registry, and keep' },
      delete: { type: 'boolean', summary: 'allow deleting over the API' },
      'read-only': { type: 'boolean', summary: 'refuse pushes and deletes' },
      sparse: { type: 'boolean', summary: 'take an index also when not all of its images are here' },
    },
    examples: [
      ['workshop registry serve --root ./data', 'on 127.0.0.1:5000'],
      ['workshop registry serve --addr 127.0.0.1:0', 'on a free port; the address is printed'],
      ['workshop registry serve --proxy https://registry-1.docker.io', 'a cache of Docker Hub'],
    ],
    load: () => import('./registry-serve.ts'),
  },
  {
    name: 'registry certificate',
    summary: 'a self-signed certificate for a registry of your own',
    details:
      'Writes a certificate and its private key, for machines that have no openssl. Clients believe it once they are told to trust the file.',
    arguments: [{ name: 'HOST', kind: 'word', many: true }],
    options: {
      cert: { type: 'string', value: 'FILE', summary: 'where the certificate goes (registry.crt)' },
      key: { type: 'string', value: 'FILE', summary: 'where its private key goes (registry.key)' },
      days: { type: 'string', value: 'N', summary: 'how long it is valid (365)' },
    },
    examples: [
      ['workshop registry certificate', 'for localhost and 127.0.0.1'],
      [
        'workshop registry certificate build7 --cert certs/build7.crt --key certs/build7.key',
        'for another name',
      ],
    ],
    load: () => import('./registry-certificate.ts'),
  },
  {
    name: 'registry htpasswd',
    summary: 'a line for a password file (bcrypt); the password comes on standard input',
    arguments: [{ name: 'USER', kind: 'word', required: true }],
    options: {},
    examples: [['echo "$password" | workshop registry htpasswd me >> htpasswd', 'adds a user']],
    load: () => import('./registry-htpasswd.ts'),
  },
  {
    name: 'completion',
    summary: 'completion for bash, zsh or fish',
    arguments: [{ name: 'SHELL', kind: 'shell', required: true }],
    options: {},
    examples: [
      ['source <(workshop completion bash)', 'in ~/.bashrc'],
      ['source <(workshop completion zsh)', 'in ~/.zshrc, after compinit'],
      ['workshop completion fish | source', 'in config.fish'],
    ],
    load: () => import('./completion.ts'),
  },
];

/** What runs when no verb is given. */
export const menu: Command = {
  name: '',
  summary: 'menu of labs with your progress',
  arguments: [],
  options: {},
  examples: [],
  load: () => import('./menu.ts'),
};
