import { familiarName } from '../../image/reference.ts';
import { isTag } from '../../image/repository-name.ts';
import type { ContainerStore } from '../containers/container-store.ts';
import { isRunning } from '../containers/container.ts';
import type { EventLog } from '../events.ts';
import { flag } from '../http/call.ts';
import { notFound, serverError } from '../http/failure.ts';
import { booleanFilter, hasLabels, readFilters } from '../http/filters.ts';
import { sendEmpty, sendJson } from '../http/reply.ts';
import type { Router } from '../http/router.ts';
import { dockerReference } from '../images/docker-reference.ts';
import type { ImageStore } from '../images/image-store.ts';
import { imageHistory, inspectImage } from '../images/inspect.ts';
import type { Image } from '../images/image.ts';
import { createdMs, IMAGE_FILTERS, listImages } from '../images/list.ts';
import { pruneImages, removeImage } from '../images/remove.ts';
import { untilOf } from '../images/until.ts';

/** What happens to images within the engine; pull and push are in transfers.ts. */
export function imageRoutes(
  router: Router,
  store: ImageStore,
  containers: ContainerStore,
  events: EventLog,
): void {
  const users = () =>
    containers.all().map((container) => ({
      id: container.id,
      imageId: container.imageId,
      running: isRunning(container),
    }));
  const context = { store, users, events };

  router.on('GET', '/images/json', ({ query, response, version }) => {
    const filters = readFilters(query, IMAGE_FILTERS);
    // Before API 1.25 a name to look for came as a parameter of its own.
    const name = query.get('filter');
    const all = name ? new Map([...filters, ['reference', [name]] as const]) : filters;
    sendJson(response, 200, listImages(all, store, version));
  });

  router.on('POST', '/images/prune', ({ query, response }) => {
    const filters = readFilters(query, ['dangling', 'until', 'label', 'label!']);
    const all = booleanFilter(filters, 'dangling') === false;
    const before = untilOf(filters.get('until')?.[0]);
    const chosen = (image: Image): boolean => {
      const labels = store.config(image).config?.Labels;
      return (
        hasLabels(labels, filters.get('label') ?? []) &&
        !(filters.get('label!') ?? []).some((label) => hasLabels(labels, [label])) &&
        (before === undefined || createdMs(image, store) < before)
      );
    };
    const { removals, freed } = pruneImages(all, chosen, context);
    sendJson(response, 200, {
      ImagesDeleted: removals.length === 0 ? null : removals,
      SpaceReclaimed: freed,
    });
  });

  router.on('GET', '/images/:name*/json', ({ params, response, version }) => {
    const image = store.find(params.name!);
    // Only here does the engine say the name as it was given, too.
    if (!image) throw notFound(`no such image: ${params.name}: ${store.missing(params.name!)}`);
    sendJson(response, 200, inspectImage(image, store, version));
  });

  router.on('GET', '/images/:name*/history', ({ params, response }) => {
    sendJson(response, 200, imageHistory(store.require(params.name!), store));
  });

  router.on('POST', '/images/:name*/tag', ({ params, query, response }) => {
    const image = store.require(params.name!);
    const named = dockerReference(query.get('repo') ?? '', 500);
    const tag = query.get('tag') || named.tag || 'latest';
    if (!isTag(tag)) throw serverError('invalid tag format');
    if (named.digest) throw serverError('refusing to create a tag with a digest reference');
    const reference = { domain: named.domain, path: named.path, tag };
    store.tag(image.id, reference);
    const labels = store.config(image).config?.Labels ?? {};
    events.emit('image', 'tag', image.id, { ...labels, name: `${familiarName(reference)}:${tag}` });
    sendEmpty(response, 201);
  });

  router.on('DELETE', '/images/:name*', ({ params, query, response }) => {
    sendJson(response, 200, removeImage(params.name!, flag(query, 'force'), context));
  });
}
