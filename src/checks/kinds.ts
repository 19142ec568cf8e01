import { answer } from './answer.ts';
import { commit } from './commit.ts';
import { container } from './container.ts';
import { file } from './file.ts';
import { http } from './http.ts';
import { image } from './image.ts';
import { login } from './login.ts';
import { manifest } from './manifest.ts';
import { network } from './network.ts';
import { node } from './node.ts';
import { ran } from './ran.ts';
import { repository } from './repository.ts';
import { service } from './service.ts';
import { storage } from './storage.ts';
import { tags } from './tags.ts';
import type { CheckKind } from './kind.ts';

/** Every kind of check there is, by the word that labs use for it. A new kind is one file and one line here. */
export const kinds: ReadonlyMap<string, CheckKind> = new Map(
  [
    image,
    container,
    http,
    tags,
    manifest,
    repository,
    ran,
    answer,
    file,
    commit,
    login,
    service,
    network,
    node,
    storage,
  ].map((kind) => [kind.kind, kind as CheckKind]),
);
