import { missingFlags } from './missing-flags.ts';

/** Commands that Docker has and practice's docker does not, by what does something like it in practice; empty where nothing does. */
const commands = new Map(
  Object.entries({
    attach: "'docker logs --follow' shows what a container prints.",
    buildx: "'docker build' makes images, for one platform at a time.",
    checkpoint: '',
    commit: "'docker build' and 'docker import' make images.",
    compose: "'docker run' starts one container, and 'docker service create' as many as you like.",
    config: "'docker service create --env' hands settings to the tasks of a service.",
    context: 'each session has the one engine that DOCKER_HOST names.',
    cp: "'docker exec CONTAINER cat FILE' shows a file, and 'docker run -v FOLDER:PATH' lends a folder to a container.",
    diff: "'docker exec CONTAINER ls FOLDER' shows what is in a folder.",
    export: "'docker save' writes an image, with all its layers, to a file.",
    init: '',
    manifest: "'curl' shows what a registry has: ask for /v2/NAME/manifests/TAG.",
    mcp: '',
    model: '',
    pause: "'docker stop' and 'docker start' end a container and start it again.",
    plugin: '',
    scout: '',
    secret: "'docker service create --env' hands settings to the tasks of a service.",
    stack: "'docker service create' makes the services of a stack one by one.",
    stats: "'docker system df' shows how much space containers take.",
    'swarm ca': '',
    'swarm unlock': '',
    'system dial-stdio': '',
    top: "'docker ps' and 'docker inspect' show which program a container runs: it is part of practice and no process.",
    trust: 'a digest (NAME@sha256:…) names one image and no other.',
    unpause: "'docker stop' and 'docker start' end a container and start it again.",
    update: "'docker rm' and 'docker run' make a container anew with other settings.",
    'volume update': '',
  }),
);

const REAL =
  "Docker's own command has it: use that one with a Docker Engine ('workshop doctor' looks for one).";

/**
 * What to say of a command of Docker that is missing here; undefined when Docker has none of that name either.
 * @param words the command line from the command on: `['cp', 'a', 'b']`
 */
export function missingCommand(words: readonly string[]): string | undefined {
  const [first = '', second = ''] = words;
  // `docker container cp` is `docker cp`.
  const both = `${first} ${second}`;
  const name = first === 'container' || commands.has(both) ? both : first;
  const instead = commands.get(name.replace(/^container /, ''));
  if (instead === undefined) return undefined;
  return (
    `docker: 'docker ${name}' is a command of Docker that the docker of practice does not have\n\n` +
    `${instead ? `In practice ${instead} ` : ''}${REAL}\n\n` +
    `Run 'docker --help' for what there is here`
  );
}

/** What to say of a flag of Docker that a command has not here, as a paragraph; empty for any other flag. */
export function missingFlag(command: string, problem: string): string {
  const name = /^unknown flag: --([\w-]+)$/.exec(problem)?.[1];
  if (name === undefined || !missingFlags(command).has(name)) return '';
  return `Docker has --${name}, but the docker of practice does not. ${REAL}\n\n`;
}
