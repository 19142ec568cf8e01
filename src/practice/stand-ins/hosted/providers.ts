import { failure } from '../../../registry/failure.ts';
import type { Failure } from '../../../registry/failure.ts';

/** What distinguishes one kind of hosted registry from the others; all the rest is the same. */
export interface Provider {
  /** Its name on the pages and in `web`: `ecr`. */
  readonly name: string;
  /** "Amazon ECR". */
  readonly title: string;
  /** Which names it has. */
  readonly host: RegExp;
  /** Names that are there from the beginning; others when somebody asks for them. */
  readonly hosts: readonly string[];
  /** How it asks for a login: HTTP Basic, or a token from this path. */
  readonly login: 'basic' | { readonly tokenPath: string };
  /** The one user name that there is; undefined: everybody has their own. */
  readonly user?: string;
  /** How its tokens begin. */
  readonly tokenMark: string;
  /** What it calls the thing that must be made before the first push; undefined: a push makes what it needs. */
  readonly place?: {
    readonly called: string;
    /** The part of a repository's path that is the place. */
    of(path: string): string;
    missing(place: string, host: string): Failure;
  };
  /** How many parts a repository's path has, and what is said of others. */
  readonly depth: { readonly min: number; readonly max: number; refuse(path: string): Failure };
  /** Pushing below somebody else's name; undefined: who may log in may push anywhere. */
  foreign?(path: string, user: string): Failure | undefined;
  immutable(tag: string, repository: string): Failure;
}

const first = (path: string, count: number): string => path.split('/').slice(0, count).join('/');
const invalid = (message: string): Failure => failure('NAME_INVALID', { message });
const anyDepth = { min: 1, max: 20, refuse: () => invalid('invalid repository name') };
const setTag = (tag: string): Failure =>
  failure('UNKNOWN', { status: 412, message: `the tag ${tag} is immutable and cannot be overwritten` });

export const PROVIDERS: readonly Provider[] = [
  {
    name: 'ecr',
    title: 'Amazon ECR',
    host: /^\d{12}\.dkr\.ecr\.[a-z]{2}-[a-z]+-\d\.amazonaws\.com$/,
    hosts: [],
    login: 'basic',
    user: 'AWS',
    tokenMark: 'practice-ecr-',
    place: {
      called: 'repository',
      of: (path) => path,
      missing: (place, host) =>
        failure('NAME_UNKNOWN', {
          message: `The repository with name '${place}' does not exist in the registry with id '${host.slice(0, 12)}'`,
        }),
    },
    depth: anyDepth,
    immutable: (tag, repository) =>
      failure('TAG_INVALID', {
        message: `The image tag '${tag}' already exists in the '${repository}' repository and cannot be overwritten because the tag is immutable.`,
      }),
  },
  {
    name: 'ghcr',
    title: 'GitHub Container Registry',
    host: /^ghcr\.io$/,
    hosts: ['ghcr.io'],
    login: { tokenPath: '/token' },
    tokenMark: 'ghp_practice',
    depth: {
      min: 2,
      max: 20,
      refuse: () => failure('DENIED', { message: 'requested access to the resource is denied' }),
    },
    foreign: (path, user) =>
      first(path, 1) === user.toLowerCase()
        ? undefined
        : failure('DENIED', { message: 'permission_denied: write_package' }),
    immutable: setTag,
  },
  {
    name: 'gitlab',
    title: 'GitLab Container Registry',
    host: /^registry\.gitlab\.com$/,
    hosts: ['registry.gitlab.com'],
    login: { tokenPath: '/jwt/auth' },
    tokenMark: 'glpat-practice-',
    place: {
      called: 'project',
      of: (path) => first(path, 2),
      missing: () => failure('DENIED', { message: 'requested access to the resource is denied' }),
    },
    depth: {
      min: 2,
      max: 4,
      refuse: () => failure('DENIED', { message: 'requested access to the resource is denied' }),
    },
    immutable: setTag,
  },
  {
    name: 'google',
    title: 'Google Artifact Registry',
    host: /^[a-z]+(?:-[a-z]+\d+)?-docker\.pkg\.dev$/,
    hosts: [],
    login: { tokenPath: '/v2/token' },
    user: 'oauth2accesstoken',
    tokenMark: 'ya29.practice-',
    place: {
      called: 'repository',
      of: (path) => first(path, 2),
      missing: (place) =>
        failure('NAME_UNKNOWN', { message: `Repository "${place.split('/')[1] ?? place}" not found` }),
    },
    depth: {
      min: 3,
      max: 20,
      refuse: () =>
        invalid(
          'Missing image name. Pushes should be of the form docker push HOST-NAME/PROJECT-ID/REPOSITORY/IMAGE',
        ),
    },
    immutable: (tag) =>
      failure('UNKNOWN', { status: 400, message: `The repository has enabled tag immutability: ${tag}` }),
  },
  {
    name: 'quay',
    title: 'Quay',
    host: /^quay\.io$/,
    hosts: ['quay.io'],
    login: { tokenPath: '/v2/auth' },
    tokenMark: 'practice-quay-',
    depth: { min: 2, max: 2, refuse: () => invalid('invalid repository name: it is NAMESPACE/REPOSITORY') },
    foreign: (path, user) =>
      first(path, 1) === user.split('+')[0]!.toLowerCase()
        ? undefined
        : failure('UNAUTHORIZED', { message: 'access to the requested resource is not authorized' }),
    immutable: setTag,
  },
  {
    name: 'artifactory',
    title: 'JFrog Artifactory',
    host: /^[a-z0-9-]+\.jfrog\.io$/,
    hosts: [],
    login: { tokenPath: '/artifactory/api/docker/v2/token' },
    tokenMark: 'practice-artifactory-',
    place: {
      called: 'repository',
      of: (path) => first(path, 1),
      missing: (place) => failure('NAME_UNKNOWN', { message: `Repository ${place} not found` }),
    },
    depth: { min: 2, max: 20, refuse: () => invalid('The path is REPOSITORY/IMAGE') },
    immutable: setTag,
  },
  {
    name: 'nexus',
    title: 'Sonatype Nexus Repository',
    host: /^docker\.nexus\.example$/,
    hosts: ['docker.nexus.example'],
    login: 'basic',
    tokenMark: 'practice-nexus-',
    depth: anyDepth,
    immutable: () =>
      failure('BLOB_UPLOAD_INVALID', {
        status: 400,
        message: 'blob upload invalid',
        detail: 'Repository does not allow updating assets: docker',
      }),
  },
  {
    name: 'harbor',
    title: 'Harbor',
    host: /^harbor\.example$/,
    hosts: ['harbor.example'],
    login: { tokenPath: '/service/token' },
    tokenMark: 'practice-harbor-',
    place: {
      called: 'project',
      of: (path) => first(path, 1),
      missing: (place) => failure('UNAUTHORIZED', { message: `project ${place} not found` }),
    },
    depth: {
      min: 2,
      max: 20,
      refuse: (path) => failure('UNAUTHORIZED', { message: `project ${path} not found` }),
    },
    immutable: (tag, repository) =>
      failure('UNKNOWN', {
        status: 412,
        message: `Failed to process request due to '${repository}:${tag}' configured as immutable.`,
      }),
  },
];
