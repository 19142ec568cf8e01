import { expect, test } from 'vitest';
import { evaluateStep } from '../../src/checks/evaluate.ts';
import type { World } from '../../src/checks/kind.ts';
import type { Verdict } from '../../src/checks/verdict.ts';
import { startLearner } from './learner.ts';
import { step, told } from './world.ts';

type Check = Record<string, unknown>;

interface Slip {
  /** What is done right before. */
  readonly before?: readonly string[];
  /** What the learner types by mistake. */
  readonly typed: readonly string[];
  readonly check: Check | readonly Check[];
  /** What the first verdict that is not passed tells; `{port}` is the port of the registry. */
  readonly told: string;
  /** The statuses of all checks, when there are several. */
  readonly statuses?: readonly Verdict['status'][];
}

const REGISTRY = 'docker run -d -p {port}:5000 --name registry registry:2';
const ALPINE = ['docker pull alpine', 'docker tag alpine localhost:{port}/alpine'];
const running = { name: 'registry', image: 'registry', state: 'running', publishes: '{port}:5000' };
const container = { container: running };
const answers = { http: { url: 'http://localhost:{port}/v2/' } };
const tagged = { image: { name: 'localhost:{port}/alpine', sameAs: 'alpine' } };
const pushed = { tags: { repository: 'localhost:{port}/alpine', has: 'latest' } };

const slips: Record<string, Slip> = {
  'nothing typed yet': {
    typed: [],
    check: container,
    told: 'no container is called `registry`; there is none at all | `docker run` makes and starts a container; `docker container ls --all` shows those that ended as well.',
  },
  'only pulled': {
    typed: ['docker pull registry:2'],
    check: container,
    told: 'no container is called `registry`; there is none at all | the image `registry` is on the engine | An image alone runs nothing: `docker run` makes a container of it and starts it.',
  },
  'only created': {
    typed: ['docker create -p {port}:5000 --name registry registry:2'],
    check: container,
    told: '`registry` was created, but never started | `docker start registry` starts it.',
  },
  'no name given': {
    typed: ['docker run -d -p {port}:5000 registry:2'],
    check: container,
    told: 'no container is called `registry` | a container of `registry` is there (running), but it is called `{random}`, not `registry` | Without `--name` Docker makes a name up. Remove that one, and run it again with `--name registry`; or use `docker rename`.',
  },
  'another name given': {
    typed: ['docker run -d -p {port}:5000 --name store registry:2'],
    check: container,
    told: 'no container is called `registry` | a container of `registry` is there (running), but it is called `store`, not `registry` | Was it to be `registry`? Then `docker rename` does it; or remove it, and run it again with `--name registry`.',
  },
  'one of the same image that an earlier step made': {
    before: ['docker run -d -p {other}:5000 --name upstream registry:2'],
    typed: ['docker pull registry:2'],
    check: container,
    told: 'no container is called `registry` | `upstream` is made of `registry` as well, but that is another one | From one image any number of containers can be made: this one is to be run besides, with `--name registry`.',
  },
  'name misspelled': {
    typed: ['docker run -d -p {port}:5000 --name registy registry:2'],
    check: container,
    told: 'no container is called `registry` | there is one called `registy`, not `registry` | `docker rename` gives a container another name; or remove it, and run it again with `--name registry`.',
  },
  'flags behind the image': {
    typed: ['docker run registry:2 -d -p {port}:5000'],
    check: container,
    told: "no container is called `registry` | a container of `registry` is there (exited), and the flags went to the program in it: `/entrypoint.sh -d -p {port}:5000` | What stands after the image's name is for the program inside. Put all flags of `docker run` before the image; first remove that container, whose name is `{random}`.",
  },
  'flags behind the image, and its name before it': {
    typed: ['docker run -d --name registry registry:2 -p {port}:5000'],
    check: container,
    told: "`registry` has exited with code 0, for `-p` went to the program in it | What stands after the image's name is for the program inside. Remove the container, and run it again with all flags of `docker run` before the image.",
  },
  'another image': {
    typed: ['docker run -d -p {port}:5000 --name registry alpine sleep 100'],
    check: container,
    told: '`registry` is made of `alpine`, not of `registry` | The image is the first word after the flags of `docker run`. Remove the container, and run the other image.',
  },
  'no port published': {
    typed: ['docker run -d --name registry registry:2'],
    check: [container, answers],
    told: '`registry` publishes no port | A container keeps the ports it was created with: remove it, and run it again with `-p HOST:CONTAINER` before the image. Here that is `-p {port}:5000`.',
    statuses: ['failed', 'blocked'],
  },
  'wrong port inside': {
    typed: ['docker run -d -p {port}:5001 --name registry registry:2'],
    check: [container, answers],
    told: '`registry` publishes {port}→5001 instead of {port}→5000 | Port {port} leads to 5001 in the container, and it is to lead to 5000. A container keeps the ports it was created with: remove it, and run it again.',
    statuses: ['failed', 'blocked'],
  },
  'wrong port outside': {
    typed: ['docker run -d -p {other}:5000 --name registry registry:2'],
    check: [container, answers],
    told: '`registry` publishes {other}→5000 instead of {port}→5000 | The container is reached at port {other}, not {port}. A container keeps the ports it was created with: remove it, and run it again.',
    statuses: ['failed', 'blocked'],
  },
  'ports swapped': {
    typed: ['docker run -d -p {other}:{port} --name registry registry:2'],
    check: { container: { name: 'registry', publishes: '{port}:{other}' } },
    told: "`registry` publishes {other}→{port} instead of {port}→{other} | The machine's port comes first, the container's second. A container keeps the ports it was created with: remove it, and run it again.",
  },
  'stopped again': {
    before: [REGISTRY],
    typed: ['docker stop registry'],
    check: [container, answers],
    told: '`registry` has exited with code 2 | You stopped it: `docker start registry` starts it again.',
    statuses: ['failed', 'blocked'],
  },
  'ended with an error': {
    typed: ['docker run -d -p {port}:5000 --name registry registry:2 serve /none.yml'],
    check: container,
    told: '`registry` has exited with code 1 | it said: `configuration error: open /none.yml: no such file or directory` | If nobody stopped it, its program ended with an error: `docker logs registry` shows what it said.',
  },
  'ended with an error, after another one was stopped': {
    typed: [
      REGISTRY,
      'docker stop registry',
      'docker rm registry',
      'docker run -d -p {port}:5000 --name registry registry:2 serve /none.yml',
    ],
    check: container,
    told: '`registry` has exited with code 1 | it said: `configuration error: open /none.yml: no such file or directory` | If nobody stopped it, its program ended with an error: `docker logs registry` shows what it said.',
  },
  'stopped, though a new one was not made for want of its name': {
    before: [REGISTRY],
    typed: ['docker stop registry', REGISTRY],
    check: container,
    told: '`registry` has exited with code 2 | You stopped it: `docker start registry` starts it again.',
  },
  'ended with an error for want of a folder': {
    typed: [
      'docker run -d -p {port}:5000 -v certs:/certs -e REGISTRY_HTTP_TLS_CERTIFICATE=/certs/a.crt -e REGISTRY_HTTP_TLS_KEY=/certs/a.key --name registry registry:2',
    ],
    check: {
      container: { ...running, mounts: [{ type: 'bind', source: 'certs', target: '/certs' }] },
    },
    told: '`registry` has exited with code 1 and has the volume `certs` at `/certs`, not the folder `{work}/certs` | it said: `configuration error: /certs/a.crt: the certificate cannot be read (ENOENT): check the path, and that its folder is mounted` | Without a slash in front, `certs` is the name of a volume: for a folder write an absolute path such as `"$PWD/certs"`. Mounts are fixed when a container is created: remove it, and run it again with `-v /FOLDER:/certs`.',
  },
  'stopped, where one with a variable is wanted': {
    before: [REGISTRY],
    typed: ['docker stop registry'],
    check: { container: { ...running, env: { REGISTRY_STORAGE_DELETE_ENABLED: 'true' } } },
    told: '`registry` has exited with code 2 and has no variable `REGISTRY_STORAGE_DELETE_ENABLED` | Variables are given at the start, with `-e REGISTRY_STORAGE_DELETE_ENABLED=…` before the image: remove the container, and run it again.',
  },
  'in a network that is not there': {
    typed: ['docker run -d -p {port}:5000 --name registry --network class registry:2'],
    check: container,
    told: '`registry` was created but could not start: there is no network `class` | `docker network create class` makes it. After that, `docker start registry` starts it.',
  },
  'the network made, and the container started': {
    before: ['docker run -d -p {port}:5000 --name registry --network class registry:2'],
    typed: ['docker network create class', 'docker start registry'],
    check: { container: { name: 'registry', state: 'running', network: 'class' } },
    told: 'all passed',
  },
  'the port that another container has, and that was not asked for': {
    before: ['docker run -d -p {other}:5000 --name first registry:2'],
    typed: ['docker run -d -p {other}:5000 --name registry registry:2'],
    check: container,
    told: '`registry` was created but could not start: it publishes {other}→5000 instead of {port}→5000 | The container is reached at port {other}, not {port}. A container keeps the ports it was created with: remove it, and run it again.',
  },
  'the port of the machine inside as well': {
    typed: ['docker run -d -p {port}:{port} --name registry registry:2'],
    check: container,
    told: '`registry` publishes {port}→{port} instead of {port}→5000 | Port {port} leads to {port} in the container, and it is to lead to 5000. A container keeps the ports it was created with: remove it, and run it again.',
  },
  'port taken by another': {
    before: ['docker run -d -p {port}:5000 --name first registry:2'],
    typed: [REGISTRY],
    check: container,
    told: '`registry` was created but could not start: its port {port} is taken | The container `first` has it. Free the port, then remove `registry` and run it again.',
  },
  'ports swapped, and the one that they name taken': {
    before: ['docker run -d -p {other}:5000 --name first registry:2'],
    typed: ['docker run -d -p {other}:{port} --name registry registry:2'],
    check: { container: { ...running, publishes: '{port}:{other}' } },
    told: "`registry` was created but could not start: it publishes {other}→{port} instead of {port}→{other} | The machine's port comes first, the container's second. A container keeps the ports it was created with: remove it, and run it again.",
  },
  'not removed': {
    before: [REGISTRY],
    typed: ['docker stop registry'],
    check: { container: { name: 'registry', absent: true } },
    told: 'the container `registry` is still there, exited | A stopped container is not gone: `docker container ls --all` shows it, `docker rm` removes it.',
  },
  'still running': {
    before: [REGISTRY],
    typed: [],
    check: { container: { name: 'registry', absent: true } },
    told: 'the container `registry` is still there, and it runs | Stop it first, or remove it with `--force`.',
  },
  'http answered by nobody': {
    before: ['docker run -d -p {other}:5000 --name registry registry:2'],
    typed: [],
    check: answers,
    told: 'nothing listens at `localhost:{port}` | the container `registry` publishes {other}→5000 | A server must run, and its port must be published on this machine.',
  },
  'asked after the container was stopped': {
    before: [REGISTRY],
    typed: ['docker stop registry'],
    check: pushed,
    told: 'nothing listens at `localhost:{port}` | the container `registry` is there for that port, but has exited | `docker start registry` starts it again; if nobody stopped it, `docker logs registry` shows what it said.',
  },
  'no mount': {
    typed: [REGISTRY],
    check: {
      container: {
        name: 'registry',
        mounts: [{ type: 'bind', source: 'data', target: '/var/lib/registry' }],
      },
    },
    told: '`registry` has an anonymous volume at `/var/lib/registry`, not the folder `{work}/data` | The image declares a volume there, and Docker made one because you gave no folder. Mounts are fixed when a container is created: remove it, and run it again with `-v /FOLDER:/var/lib/registry`.',
  },
  'a volume instead of a folder': {
    typed: ['docker run -d -v data:/var/lib/registry --name registry registry:2'],
    check: {
      container: {
        name: 'registry',
        mounts: [{ type: 'bind', source: 'data', target: '/var/lib/registry' }],
      },
    },
    told: '`registry` has the volume `data` at `/var/lib/registry`, not the folder `{work}/data` | Without a slash in front, `data` is the name of a volume: for a folder write an absolute path such as `"$PWD/data"`. Mounts are fixed when a container is created: remove it, and run it again with `-v /FOLDER:/var/lib/registry`.',
  },
  'mounted elsewhere': {
    typed: ['docker run -d -v "$PWD/data:/var/lib/docker" --name registry registry:2'],
    check: {
      container: {
        name: 'registry',
        mounts: [{ type: 'bind', source: 'data', target: '/var/lib/registry' }],
      },
    },
    told: '`registry` has the folder `{work}/data` at `/var/lib/docker`, not at `/var/lib/registry` | The right side of `-v` is a folder in the container. Mounts are fixed when a container is created: remove it, and run it again with `-v /FOLDER:/var/lib/registry`.',
  },
  'mounted the wrong way round': {
    typed: ['docker run -d -v "/var/lib/registry:$PWD/data" --name registry registry:2'],
    check: {
      container: {
        name: 'registry',
        mounts: [{ type: 'bind', source: 'data', target: '/var/lib/registry' }],
      },
    },
    told: '`registry` has `/var/lib/registry` of the machine at `{work}/data`, the other way round | On the left of `-v` stands the folder of the machine, on the right that of the container. Mounts are fixed when a container is created: remove it, and run it again with `-v /FOLDER:/var/lib/registry`.',
  },
  'mounted for reading only': {
    typed: ['docker run -d -v "$PWD/data:/var/lib/registry:ro" --name registry registry:2'],
    check: {
      container: {
        name: 'registry',
        mounts: [{ type: 'bind', source: 'data', target: '/var/lib/registry', writable: true }],
      },
    },
    told: '`registry` may only read the folder `{work}/data` at `/var/lib/registry` | It is to store something there, so leave `:ro` away. Mounts are fixed when a container is created: remove it, and run it again with `-v /FOLDER:/var/lib/registry`.',
  },
  'stopped, and not removed before it was to be run with a folder': {
    before: [REGISTRY],
    typed: [
      'docker stop registry',
      `${REGISTRY.replace('--name', '-v "$PWD/data:/var/lib/registry" --name')}`,
    ],
    check: {
      container: {
        ...running,
        mounts: [{ type: 'bind', source: 'data', target: '/var/lib/registry' }],
      },
    },
    told: '`registry` has exited with code 2 and has an anonymous volume at `/var/lib/registry`, not the folder `{work}/data` | The image declares a volume there, and Docker made one because you gave no folder. Mounts are fixed when a container is created: remove it, and run it again with `-v /FOLDER:/var/lib/registry`.',
  },
  'another folder mounted': {
    typed: ['docker run -d -v "$PWD/dat:/var/lib/registry" --name registry registry:2'],
    check: {
      container: {
        name: 'registry',
        mounts: [{ type: 'bind', source: 'data', target: '/var/lib/registry' }],
      },
    },
    told: '`registry` has the folder `{work}/dat` at `/var/lib/registry`, not `{work}/data` | Mounts are fixed when a container is created: remove it, and run it again with `-v /FOLDER:/var/lib/registry`.',
  },
  'a variable forgotten': {
    typed: [REGISTRY],
    check: { container: { name: 'registry', env: { REGISTRY_STORAGE_DELETE_ENABLED: 'true' } } },
    told: '`registry` has no variable `REGISTRY_STORAGE_DELETE_ENABLED` | Variables are given at the start, with `-e REGISTRY_STORAGE_DELETE_ENABLED=…` before the image: remove the container, and run it again.',
  },
  'an address with a slash behind the host': {
    typed: ['docker run -d -e REGISTRY_PROXY_REMOTEURL=http://upstream:5000/ --name mirror registry:2'],
    check: { container: { name: 'mirror', env: { REGISTRY_PROXY_REMOTEURL: 'http://upstream:5000' } } },
    told: 'all passed',
  },
  'a variable misspelled': {
    typed: ['docker run -d -e REGISTRY_STORAGE_DELETE_ENABLE=true --name registry registry:2'],
    check: { container: { name: 'registry', env: { REGISTRY_STORAGE_DELETE_ENABLED: 'true' } } },
    told: '`registry` has no variable `REGISTRY_STORAGE_DELETE_ENABLED` (but `REGISTRY_STORAGE_DELETE_ENABLE`) | Variables are given at the start, with `-e REGISTRY_STORAGE_DELETE_ENABLED=…` before the image: remove the container, and run it again.',
  },
  'a variable of another value': {
    typed: ['docker run -d -e REGISTRY_STORAGE_DELETE_ENABLED=yes --name registry registry:2'],
    check: { container: { name: 'registry', env: { REGISTRY_STORAGE_DELETE_ENABLED: 'true' } } },
    told: '`registry` has `REGISTRY_STORAGE_DELETE_ENABLED=yes`, not `true` | Variables are given at the start, with `-e REGISTRY_STORAGE_DELETE_ENABLED=…` before the image: remove the container, and run it again.',
  },
  'not pulled': {
    typed: [],
    check: { image: 'alpine' },
    told: 'there is no image `alpine:latest` | The engine has no image yet: `docker pull`, `docker build` or `docker load` brings one.',
  },
  'pulled under another name': {
    typed: ['docker pull hello-world'],
    check: { image: 'alpine' },
    told: 'there is no image `alpine:latest` | `docker image ls` shows the names that are there.',
  },
  'not tagged': {
    typed: ['docker pull alpine'],
    check: tagged,
    told: 'there is no image `localhost:{port}/alpine:latest` | there is `alpine:latest`: without `localhost:{port}/` in front, that name belongs to Docker Hub | `alpine` is here: `docker tag` gives it one more name.',
  },
  'both names of docker tag swapped': {
    typed: ['docker pull alpine', 'docker tag localhost:{port}/alpine alpine'],
    check: tagged,
    told: 'there is no image `localhost:{port}/alpine:latest` | there is `alpine:latest`: without `localhost:{port}/` in front, that name belongs to Docker Hub | You typed the two names of `docker tag` the other way round. The name that is there comes first, the new one last: `docker tag alpine localhost:{port}/alpine:latest`.',
  },
  'both names of docker tag swapped, and pushed': {
    before: [REGISTRY, 'docker pull alpine'],
    typed: [
      'docker tag localhost:{port}/release/alpine:2.0 alpine',
      'docker push localhost:{port}/release/alpine:2.0',
    ],
    check: { tags: { repository: 'localhost:{port}/release/alpine', has: '2.0' } },
    told: 'the registry `localhost:{port}` has no repository `release/alpine` | it holds nothing yet | You typed the two names of `docker tag` the other way round. The name that is there comes first, the new one last: `docker tag alpine localhost:{port}/release/alpine:2.0`.',
  },
  'both names of docker tag swapped, and then another name given': {
    typed: [
      'docker pull alpine',
      '1 docker tag localhost:{port}/alpine alpine',
      'docker tag alpine 127.0.0.1:{port}/alpine',
    ],
    check: tagged,
    told: 'there is no image `localhost:{port}/alpine:latest` | there is `127.0.0.1:{port}/alpine:latest`: `127.0.0.1:{port}` is the same machine as `localhost:{port}`, but makes another name of it | Compare the two names piece by piece: registry, repository, tag.',
  },
  'a name that an earlier step gave the image is no slip of the one that lacks': {
    before: ['docker pull alpine', 'docker tag alpine me/shop:1.0'],
    typed: ['docker image ls'],
    check: { image: { name: 'me/shop:pinned', sameAs: 'alpine' } },
    told: 'there is no image `me/shop:pinned` | `alpine` is here: `docker tag` gives it one more name.',
  },
  'a tag misspelled beside one that an earlier step gave': {
    before: ['docker pull alpine', 'docker tag alpine me/shop:1.0'],
    typed: ['docker tag alpine me/shop:pined'],
    check: { image: { name: 'me/shop:pinned', sameAs: 'alpine' } },
    told: 'there is no image `me/shop:pinned` | there is `me/shop:pined`: its tag is `pined`, not `pinned` | Compare the two names piece by piece: registry, repository, tag.',
  },
  'an image removed with the command for containers': {
    before: ['docker pull alpine'],
    typed: ['docker rm alpine'],
    check: { image: { name: 'alpine', absent: true } },
    told: '`alpine:latest` is still there | `docker rm` removes containers. The name of an image goes with `docker image rm`.',
  },
  'a container that was removed in this step': {
    before: ['docker run -d --name upstream registry:2', 'docker run -d --name mirror registry:2'],
    typed: ['docker rm --force upstream'],
    check: { container: { name: 'upstream', state: 'exited' } },
    told: 'no container is called `upstream` | you removed it with `docker rm --force upstream` | `docker run … --name upstream` makes it anew: the key ↑ brings back what you typed before.',
  },
  'a container that was removed in this step, and made again under another name': {
    before: [REGISTRY],
    typed: ['docker rm --force registry', 'docker run -d --name registy registry:2'],
    check: container,
    told: 'no container is called `registry` | there is one called `registy`, not `registry` | `docker rename` gives a container another name; or remove it, and run it again with `--name registry`.',
  },
  'the parts of a repository swapped': {
    before: [REGISTRY, 'docker pull alpine'],
    typed: [
      'docker tag alpine localhost:{port}/alpine/release:2.0',
      'docker push localhost:{port}/alpine/release:2.0',
    ],
    check: { tags: { repository: 'localhost:{port}/release/alpine', has: '2.0' } },
    told: 'the registry `localhost:{port}` has no repository `release/alpine` | it has `alpine/release`: the order of its parts is `release/alpine`, not `alpine/release` | The name of an image says where a push goes. Tag it with the right name, and push that.',
  },
  'another name of the same machine': {
    typed: ['docker pull alpine', 'docker tag alpine 127.0.0.1:{port}/alpine'],
    check: tagged,
    told: 'there is no image `localhost:{port}/alpine:latest` | there is `127.0.0.1:{port}/alpine:latest`: `127.0.0.1:{port}` is the same machine as `localhost:{port}`, but makes another name of it | Compare the two names piece by piece: registry, repository, tag.',
  },
  'a label without a value': {
    typed: [
      "printf 'FROM alpine\\nLABEL version=\\n' > Dockerfile",
      'docker pull alpine',
      'docker build -t app .',
    ],
    check: { image: { name: 'app', labels: { version: '1' } } },
    told: '`app` is there, but its label `version` is empty, not `1` | A label is built into an image, with `LABEL version=1` in its Dockerfile or `docker build --label version=1`: build `app` again.',
  },
  'an image built from a Dockerfile that says not what to start': {
    typed: ["printf 'FROM alpine\\n' > Dockerfile", 'docker pull alpine', 'docker build -t app .'],
    check: { image: { name: 'app', starts: 'sleep' } },
    told: '`app` is there, but it starts `/bin/sh`, not `sleep` | What an image starts stands behind `CMD` in its Dockerfile: build `app` again.',
  },
  'the id of an image instead of its digest': {
    typed: ['docker pull alpine', "docker image inspect --format 'alpine@{{.Id}}' alpine > pinned.txt"],
    check: { image: { name: 'alpine', digestIn: 'pinned.txt' } },
    told: 'the digest in `pinned.txt` is not that of `alpine` | `{id}` is the id of the image: the digest of its configuration, by which no registry knows it | What registries know it by stands in its `RepoDigests`.',
  },
  'the digest of another image': {
    typed: [
      'docker pull alpine',
      'docker pull hello-world',
      "docker image inspect --format '{{index .RepoDigests 0}}' hello-world > pinned.txt",
    ],
    check: { image: { name: 'alpine', digestIn: 'pinned.txt' } },
    told: 'the digest in `pinned.txt` is not that of `alpine` | `docker image inspect alpine` shows it in its `RepoDigests`.',
  },
  'the digest of the image': {
    typed: [
      'docker pull alpine',
      "docker image inspect --format '{{index .RepoDigests 0}}' alpine > pinned.txt",
    ],
    check: { image: { name: 'alpine', digestIn: 'pinned.txt' } },
    told: 'all passed',
  },
  'an image that lost its tag, and is known by its digest alone': {
    typed: [
      'docker pull alpine',
      "docker image inspect --format '{{index .RepoDigests 0}}' alpine > before.txt",
      'docker pull hello-world',
      'docker tag hello-world alpine',
    ],
    check: { image: { name: 'alpine', digestIn: 'before.txt', absent: true } },
    told: 'the image `alpine` with the digest in `before.txt` is still there | It goes by that name: `docker image rm "$(cat before.txt)"`.',
  },
  'an image that was known by its digest alone, removed': {
    typed: [
      'docker pull alpine',
      "docker image inspect --format '{{index .RepoDigests 0}}' alpine > before.txt",
      'docker pull hello-world',
      'docker tag hello-world alpine',
      'docker image rm "$(cat before.txt)"',
    ],
    check: { image: { name: 'alpine', digestIn: 'before.txt', absent: true } },
    told: 'all passed',
  },
  'pulled, and not tagged under a name of its own': {
    typed: ['docker pull hello-world'],
    check: { image: { name: 'me/shop', sameAs: 'hello-world' } },
    told: 'there is no image `me/shop:latest` | `hello-world` is here: `docker tag` gives it one more name.',
  },
  'tagged without port': {
    typed: ['docker pull alpine', 'docker tag alpine localhost/alpine'],
    check: tagged,
    told: 'there is no image `localhost:{port}/alpine:latest` | there is `localhost/alpine:latest`: the port `:{port}` is missing in it | Compare the two names piece by piece: registry, repository, tag.',
  },
  'tagged with another port': {
    typed: ['docker pull alpine', 'docker tag alpine localhost:1/alpine'],
    check: tagged,
    told: 'there is no image `localhost:{port}/alpine:latest` | there is `localhost:1/alpine:latest`: its port is 1, not {port} | Compare the two names piece by piece: registry, repository, tag.',
  },
  'tagged for another host': {
    typed: ['docker pull alpine', 'docker tag alpine localhots:{port}/alpine'],
    check: tagged,
    told: 'there is no image `localhost:{port}/alpine:latest` | there is `localhots:{port}/alpine:latest`: it names the registry `localhots:{port}`, not `localhost:{port}` | Compare the two names piece by piece: registry, repository, tag.',
  },
  'repository misspelled': {
    typed: ['docker pull alpine', 'docker tag alpine localhost:{port}/alpin'],
    check: tagged,
    told: 'there is no image `localhost:{port}/alpine:latest` | there is `localhost:{port}/alpin:latest`: the repository is spelled `alpin`, not `alpine` | Compare the two names piece by piece: registry, repository, tag.',
  },
  'port as a folder': {
    typed: ['docker pull alpine', 'docker tag alpine localhost/{port}/alpine'],
    check: tagged,
    told: 'there is no image `localhost:{port}/alpine:latest` | there is `localhost/{port}/alpine:latest`: the port belongs behind a colon, as in `localhost:{port}/` | Compare the two names piece by piece: registry, repository, tag.',
  },
  'an owner too much': {
    typed: ['docker pull alpine', 'docker tag alpine localhost:{port}/library/alpine'],
    check: tagged,
    told: 'there is no image `localhost:{port}/alpine:latest` | there is `localhost:{port}/library/alpine:latest`: `library/` is too much before `alpine` | Compare the two names piece by piece: registry, repository, tag.',
  },
  'a version where none was wanted': {
    typed: ['docker pull alpine', 'docker tag alpine localhost:{port}/alpine:v1'],
    check: tagged,
    told: 'there is no image `localhost:{port}/alpine:latest` | there is `localhost:{port}/alpine:v1`: its tag is `v1`, not `latest`, which is what a name without a tag means | Compare the two names piece by piece: registry, repository, tag.',
  },
  'no version where one was wanted': {
    typed: ALPINE,
    check: { image: 'localhost:{port}/alpine:21.07' },
    told: 'there is no image `localhost:{port}/alpine:21.07` | there is `localhost:{port}/alpine:latest`: its tag is `latest`, which Docker takes when none is written, not `21.07` | Compare the two names piece by piece: registry, repository, tag.',
  },
  'a version misspelled': {
    typed: ['docker pull alpine', 'docker tag alpine localhost:{port}/alpine:21.7'],
    check: { image: 'localhost:{port}/alpine:21.07' },
    told: 'there is no image `localhost:{port}/alpine:21.07` | there is `localhost:{port}/alpine:21.7`: its tag is `21.7`, not `21.07` | Compare the two names piece by piece: registry, repository, tag.',
  },
  'another image under the name': {
    typed: ['docker pull alpine', 'docker pull busybox', 'docker tag busybox localhost:{port}/alpine'],
    check: tagged,
    told: '`localhost:{port}/alpine` is the image `{id}`, and `alpine` is `{id}` | `docker tag SOURCE TARGET` moves a name: the source should be `alpine`.',
  },
  'one name of two removed': {
    before: ALPINE,
    typed: ['docker image rm localhost:{port}/alpine'],
    check: { image: { name: 'alpine', absent: true } },
    told: '`alpine:latest` is still there | Removing one name leaves the others: `docker image rm` takes each name that shall go.',
  },
  'in use by a container': {
    before: [REGISTRY],
    typed: ['docker image rm registry:2'],
    check: { image: { name: 'registry:2', absent: true } },
    told: '`registry:2` is still there | The container `registry` is made of it: remove the container first.',
  },
  'no Docker ID in front': {
    typed: ['docker pull alpine', 'docker tag alpine app:1.0'],
    check: { image: 'me/app:1.0' },
    told: 'there is no image `me/app:1.0` | there is `app:1.0`: `me/` is missing before `app` | Compare the two names piece by piece: registry, repository, tag.',
  },
  'not pushed': {
    before: [REGISTRY, ...ALPINE],
    typed: ['docker image ls'],
    check: pushed,
    told: 'the registry `localhost:{port}` has no repository `alpine` | `localhost:{port}/alpine:latest` is on the engine, but only there | `docker push` with the whole name sends it to the registry that the name begins with.',
  },
  'what the registry lacks is told once': {
    before: [REGISTRY, ...ALPINE],
    typed: ['docker push alpine'],
    check: [pushed, { manifest: { ref: 'localhost:{port}/alpine', sameAsImage: 'alpine' } }],
    told: 'the registry `localhost:{port}` has no repository `alpine` | `localhost:{port}/alpine:latest` is on the engine, but only there | You pushed `alpine:latest`: without `localhost:{port}/` in front, that name belongs to Docker Hub.',
    statuses: ['failed', 'blocked'],
  },
  'pushed to Docker Hub': {
    before: [REGISTRY, ...ALPINE],
    typed: ['docker push alpine'],
    check: pushed,
    told: 'the registry `localhost:{port}` has no repository `alpine` | `localhost:{port}/alpine:latest` is on the engine, but only there | You pushed `alpine:latest`: without `localhost:{port}/` in front, that name belongs to Docker Hub.',
  },
  'tagged and pushed under another name': {
    before: [REGISTRY, ...ALPINE],
    typed: ['docker tag alpine localhost:{port}/alpin', 'docker push localhost:{port}/alpin'],
    check: pushed,
    told: 'the registry `localhost:{port}` has no repository `alpine` | it has `alpin`: the repository is spelled `alpin`, not `alpine` | `localhost:{port}/alpine:latest` is on the engine: push that name.',
  },
  'pushed to another port': {
    before: [REGISTRY, 'docker run -d -p {other}:5000 --name second registry:2', 'docker pull alpine'],
    typed: ['docker tag alpine localhost:{other}/alpine', 'docker push localhost:{other}/alpine'],
    check: pushed,
    told: 'the registry `localhost:{port}` has no repository `alpine` | `localhost:{other}/alpine` is there: the container `second` serves it at port {other} | The port in the name decides which registry gets it.',
  },
  'pushed before the registry ran': {
    before: ALPINE,
    typed: ['docker push localhost:{port}/alpine'],
    check: [container, pushed],
    told: 'no container is called `registry`; there is none at all | `docker run` makes and starts a container; `docker container ls --all` shows those that ended as well.',
    statuses: ['failed', 'blocked'],
  },
  'neither tagged nor pushed': {
    before: [REGISTRY],
    typed: [],
    check: [tagged, pushed],
    told: 'there is no image `localhost:{port}/alpine:latest` | `alpine` is not here either: pull it first, then give it the second name.',
    statuses: ['failed', 'blocked'],
  },
  'an address pushed, without a repository': {
    before: [REGISTRY, ...ALPINE, 'docker tag alpine localhost:{port}'],
    typed: ['docker push localhost:{port}'],
    check: pushed,
    told: 'the registry `localhost:{port}` has no repository `alpine` | `localhost:{port}/alpine:latest` is on the engine, but only there | You pushed `localhost:{port}`, which is an address only: the repository is missing behind it.',
  },
  'all tags pushed, with a name that cannot be': {
    before: [REGISTRY, ...ALPINE],
    typed: ['docker push --all-tags localhost:{port}/alpin || docker push -a localhost:{port}/alpine:x'],
    check: pushed,
    told: 'the registry `localhost:{port}` has no repository `alpine` | `localhost:{port}/alpine:latest` is on the engine, but only there | Your last push did not succeed: what it printed says why.',
  },
  'nothing pushed, where a hook would have': {
    before: [REGISTRY],
    typed: [],
    check: { tags: { repository: 'localhost:{port}/app', has: '1', help: 'The hook pushes.' } },
    told: 'the registry `localhost:{port}` has no repository `app` | it holds nothing yet | The hook pushes.',
  },
  'a tag as a folder': {
    before: [REGISTRY, ...ALPINE, 'docker push localhost:{port}/alpine'],
    typed: ['docker tag alpine localhost:{port}/alpine/21.07'],
    check: { tags: { repository: 'localhost:{port}/alpine', has: ['latest', '21.07'] } },
    told: '`localhost:{port}/alpine` has the tag `latest`, but not `21.07` | on the engine there is `localhost:{port}/alpine/21.07:latest`: a tag stands behind a colon, not behind a slash | The whole name is repository, colon, tag: `localhost:{port}/alpine:21.07`.',
  },
  'a tag as a name of its own': {
    before: [REGISTRY, ...ALPINE, 'docker push localhost:{port}/alpine'],
    typed: ['docker tag alpine 21.07'],
    check: { tags: { repository: 'localhost:{port}/alpine', has: ['latest', '21.07'] } },
    told: '`localhost:{port}/alpine` has the tag `latest`, but not `21.07` | on the engine there is `21.07:latest`: that is a name of its own, not a tag | The whole name is repository, colon, tag: `localhost:{port}/alpine:21.07`.',
  },
  'what the tags lack is told once': {
    before: [REGISTRY, ...ALPINE, 'docker push localhost:{port}/alpine'],
    typed: ['docker tag alpine localhost:{port}/alpine:21.07'],
    check: [
      { tags: { repository: 'localhost:{port}/alpine', has: ['latest', '21.07'] } },
      { manifest: { ref: 'localhost:{port}/alpine:21.07', sameAs: 'localhost:{port}/alpine' } },
    ],
    told: '`localhost:{port}/alpine` has the tag `latest`, but not `21.07` | on the engine there is `localhost:{port}/alpine:21.07`, not pushed yet | `docker push` sends one tag, `latest` if you write none; with `--all-tags` it sends all that the engine has.',
    statuses: ['failed', 'blocked'],
  },
  'one number alone published': {
    typed: ['docker run -d -p {port} --name registry registry:2'],
    check: { container: { name: 'registry', publishes: '{port}:5000' } },
    told: "`registry` publishes {any}→{port} instead of {port}→5000 | One number alone is the container's port, and Docker picks the machine's: write both, `-p {port}:5000`. A container keeps the ports it was created with: remove it, and run it again.",
  },
  'the next version of an image': {
    typed: ['docker run -d -p {port}:5000 --name registry registry:3'],
    check: { container: { name: 'registry', image: 'registry:2' } },
    told: '`registry` is made of `registry:3`, not of `registry:2`: its tag is `3`, not `2` | The image is the first word after the flags of `docker run`. Remove the container, and run the other image.',
  },
  'used by two containers': {
    before: [REGISTRY, 'docker create --name second registry:2'],
    typed: [],
    check: { image: { name: 'registry:2', absent: true } },
    told: '`registry:2` is still there | The containers `registry` and `second` are made of it: remove them first.',
  },
  'only one of the tags pushed': {
    before: [REGISTRY, ...ALPINE],
    typed: ['docker tag alpine localhost:{port}/alpine:21.07', 'docker push localhost:{port}/alpine'],
    check: { tags: { repository: 'localhost:{port}/alpine', has: ['latest', '21.07'] } },
    told: '`localhost:{port}/alpine` has the tag `latest`, but not `21.07` | on the engine there is `localhost:{port}/alpine:21.07`, not pushed yet | `docker push` sends one tag, `latest` if you write none; with `--all-tags` it sends all that the engine has.',
  },
  'a tag misspelled and pushed': {
    before: [REGISTRY, ...ALPINE],
    typed: [
      'docker tag alpine localhost:{port}/alpine:21.7',
      'docker push --all-tags localhost:{port}/alpine',
    ],
    check: { tags: { repository: 'localhost:{port}/alpine', has: ['21.07'] } },
    told: '`localhost:{port}/alpine` has the tags `21.7` and `latest`, but not `21.07` | there is `localhost:{port}/alpine:21.7`: its tag is `21.7`, not `21.07` | On the engine there is no `localhost:{port}/alpine:21.07` either: first `docker tag` or `docker build -t`, then `docker push`.',
  },
  'the registry left out of a name whose last part is a repository already': {
    before: [REGISTRY, ...ALPINE, 'docker push localhost:{port}/alpine'],
    typed: ['docker tag alpine release/alpine:2.0'],
    check: { tags: { repository: 'localhost:{port}/release/alpine', has: '2.0' } },
    told: 'the registry `localhost:{port}` has no repository `release/alpine` | on the engine there is `release/alpine:2.0`: without `localhost:{port}/` in front, that name belongs to Docker Hub | On the engine there is no `localhost:{port}/release/alpine:2.0` either: first `docker tag` or `docker build -t`, then `docker push`.',
  },
  'a tag too many': {
    before: [REGISTRY, ...ALPINE],
    typed: ['docker tag alpine localhost:{port}/alpine:old', 'docker push -a localhost:{port}/alpine'],
    check: { tags: { repository: 'localhost:{port}/alpine', lacks: 'old' } },
    told: 'it has the tag `old` | Removing a name on the engine changes nothing in the registry: there a tag goes by a request to its API.',
  },
  'two tags, two images': {
    before: [REGISTRY, ...ALPINE, 'docker pull busybox'],
    typed: ['docker tag busybox localhost:{port}/alpine:2', 'docker push -a localhost:{port}/alpine'],
    check: { manifest: { ref: 'localhost:{port}/alpine:2', sameAs: 'localhost:{port}/alpine' } },
    told: '`localhost:{port}/alpine:2` is there (`{digest}`), but `localhost:{port}/alpine` is another image (`{digest}`) | Two tags of one image have one digest: tag the same image, and push both.',
  },
  'the same image pushed as another': {
    before: [REGISTRY, ...ALPINE],
    typed: ['docker tag alpine localhost:{port}/alpine:2', 'docker push -a localhost:{port}/alpine'],
    check: { manifest: { ref: 'localhost:{port}/alpine:2', differsFrom: 'localhost:{port}/alpine' } },
    told: '`localhost:{port}/alpine:2` is there (`{digest}`), but `localhost:{port}/alpine` is the very same image | A tag moves when another image is pushed under it: give another one the name `localhost:{port}/alpine:2`, by `docker tag` or a build of something else, and push it.',
  },
  'another image by now, and not pushed': {
    before: [REGISTRY, ...ALPINE, 'docker pull busybox'],
    typed: [
      'docker tag alpine localhost:{port}/alpine:2',
      'docker push -a localhost:{port}/alpine',
      'docker tag busybox localhost:{port}/alpine:2',
    ],
    check: { manifest: { ref: 'localhost:{port}/alpine:2', differsFrom: 'localhost:{port}/alpine' } },
    told: '`localhost:{port}/alpine:2` is there (`{digest}`), but `localhost:{port}/alpine` is the very same image | On the engine `localhost:{port}/alpine:2` is another image by now: push it, and the tag moves.',
  },
  'the first of two tags': {
    before: [REGISTRY, ...ALPINE],
    typed: ['docker tag alpine localhost:{port}/alpine:1.0', 'docker push localhost:{port}/alpine:1.0'],
    check: { tags: { repository: 'localhost:{port}/alpine', has: ['1.0', '2.0'] } },
    told: '`localhost:{port}/alpine` has the tag `1.0`, but not `2.0` | On the engine there is no `localhost:{port}/alpine:2.0` either: first `docker tag` or `docker build -t`, then `docker push`.',
  },
  'one platform where several were wanted': {
    before: [REGISTRY, ...ALPINE],
    typed: ['docker push localhost:{port}/alpine'],
    check: { manifest: { ref: 'localhost:{port}/alpine', platforms: ['linux/s390x'] } },
    told: '`localhost:{port}/alpine` is there (`{digest}`), but it is made for `linux/amd64`, not for `linux/s390x` | It is the manifest of one image. Several platforms under one name need an index.',
  },
  'a label built in, and not pushed': {
    before: [
      REGISTRY,
      "printf 'FROM alpine\\n' > Dockerfile",
      'docker pull alpine',
      'docker build -t localhost:{port}/app .',
      'docker push localhost:{port}/app',
    ],
    typed: ['docker build --label fixed=yes -t localhost:{port}/app .'],
    check: { manifest: { ref: 'localhost:{port}/app', labels: { fixed: 'yes' } } },
    told: '`localhost:{port}/app` is there (`{digest}`), but it has no label `fixed` | On the engine `localhost:{port}/app` is another image by now: push it, and the tag moves.',
  },
  'a tag that is like none of its neighbors': {
    before: [
      REGISTRY,
      'docker pull alpine',
      'docker tag alpine localhost:{port}/alpine:2',
      'docker push localhost:{port}/alpine:2',
    ],
    typed: [],
    check: { tags: { repository: 'localhost:{port}/alpine', has: 'v1-first' } },
    told: '`localhost:{port}/alpine` has the tag `2`, but not `v1-first` | On the engine there is no `localhost:{port}/alpine:v1-first` either: first `docker tag` or `docker build -t`, then `docker push`.',
  },
  'no such label': {
    before: [REGISTRY, ...ALPINE],
    typed: ['docker push localhost:{port}/alpine'],
    check: { manifest: { ref: 'localhost:{port}/alpine', labels: { version: '2' } } },
    told: '`localhost:{port}/alpine` is there (`{digest}`), but it has no label `version` | A label is built into an image, with `LABEL version=2` in its Dockerfile or `docker build --label version=2`: build `localhost:{port}/alpine` again, and push it.',
  },
  'a network that a prune left, for a container is in it': {
    before: ['docker network create class', 'docker run -d --name upstream --network class registry:2'],
    typed: ['docker network prune --force'],
    check: { network: { name: 'class', absent: true } },
    told: 'the network `class` is still there | 1 container is in it: `upstream` | A network goes when no container is in it any more: remove the container first, then the network.',
  },
  'a network whose containers are gone already': {
    before: ['docker network create class'],
    typed: [],
    check: { network: { name: 'class', absent: true } },
    told: 'the network `class` is still there | `docker network rm class` removes it.',
  },
  'a network removed': {
    before: ['docker network create class'],
    typed: ['docker network rm class'],
    check: { network: { name: 'class', absent: true } },
    told: 'all passed',
  },
  'a network misspelled': {
    typed: ['docker network create clas'],
    check: { network: { name: 'class' } },
    told: 'there is no network `class` | there is one called `clas` | `docker network create class` makes it.',
  },
  'a layer that a mirror was never asked for, since another image has it': {
    before: [
      'docker network create class',
      'docker run -d -p {other}:5000 --name upstream --network class registry:2',
      'docker pull alpine',
      'docker tag alpine localhost:{other}/alpine',
      'docker push localhost:{other}/alpine',
      'docker build -t mine - <<< "$(printf "FROM alpine\\nCMD true")"',
      'docker run -d -p {port}:5000 --name mirror --network class -v "$PWD/cache:/var/lib/registry" -e REGISTRY_PROXY_REMOTEURL=http://upstream:5000 registry:2',
      'docker image rm alpine localhost:{other}/alpine',
    ],
    typed: ['docker pull localhost:{port}/alpine'],
    check: { storage: { folder: 'cache', has: 'alpine:latest' } },
    told: 'of `alpine:latest` only the manifest came: 1 blob that it needs was never asked for | the engine has that layer as a part of `mine:latest` | A mirror fetches a layer when a client asks for it, and an engine asks only for what it has not. Ask for it yourself, with the address of the mirror: `curl -s -o /dev/null ADDRESS/v2/alpine/blobs/{digest}`',
  },
  'no such repository': {
    before: [
      REGISTRY,
      'docker pull busybox',
      'docker tag busybox localhost:{port}/bb',
      'docker push localhost:{port}/bb',
    ],
    typed: [],
    check: { repository: { name: 'localhost:{port}/alpine' } },
    told: 'the registry `localhost:{port}` has no repository `alpine` | it has `bb` | On the engine there is no `localhost:{port}/alpine:latest` either: first `docker tag` or `docker build -t`, then `docker push`.',
  },
};

test.each(Object.entries(slips))('%s', async (_name, slip) => {
  const learner = await startLearner();
  const other = learner.otherPort;
  const put = <T>(value: T): T =>
    JSON.parse(
      JSON.stringify(value).replaceAll('{port}', String(learner.port)).replaceAll('{other}', String(other)),
    ) as T;
  await learner.type(...put(slip.before ?? []));
  learner.nextStep();
  await learner.type(...put(slip.typed));
  const verdicts = await evaluateStep(step(...put([slip.check].flat() as Check[])), learner.world());
  if (slip.statuses) expect(verdicts.map(({ status }) => status)).toEqual(slip.statuses);
  const first = verdicts.find(({ status }) => status !== 'passed');
  const text = first ? plain(told(first), learner.port, other) : 'all passed';
  expect(text).toBe(slip.told);
});

/** The same lines as somebody types them who has an alias for `docker`. */
const byAlias = (world: World): World => ({
  ...world,
  typed: world.typed.map((one) => ({
    ...one,
    line: one.line.replace(/^docker/, 'd'),
    aliases: { d: 'docker' },
  })),
});

test.each(['an address pushed, without a repository', 'stopped again'])(
  'typed by an alias: %s',
  async (name) => {
    const { before = [], typed, check, told: expected } = slips[name]!;
    const learner = await startLearner();
    const put = (text: string): string => text.replaceAll('{port}', String(learner.port));
    await learner.type(...before.map(put));
    learner.nextStep();
    await learner.type(...typed.map(put));
    const checks = JSON.parse(put(JSON.stringify([check].flat()))) as Check[];
    const verdicts = await evaluateStep(step(...checks), byAlias(learner.world()));
    const first = verdicts.find(({ status }) => status !== 'passed')!;
    expect(plain(told(first), learner.port, learner.otherPort)).toBe(expected);
  },
);

/** What differs from run to run, under one name. */
function plain(text: string, port: number, other: number): string {
  return text
    .replace(/sha256:[0-9a-f]+/g, '{digest}')
    .replace(/`[0-9a-f]{12}`/g, '`{id}`')
    .replaceAll(String(port), '{port}')
    .replaceAll(String(other), '{other}')
    .replace(/\/\S*\/work\//g, '{work}/')
    .replace(/publishes \d+→/, 'publishes {any}→')
    .replace(/`[a-z]+_[a-z]+`/, '`{random}`');
}
