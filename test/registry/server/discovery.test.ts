import { describe, expect, test } from 'vitest';
import { pushImage } from '../content.ts';
import { codesOf, startRegistry } from '../start.ts';

describe('Listing Tags', () => {
  test('all, sorted; then by pages that Link leads through', async () => {
    const { url } = await startRegistry();
    for (const tag of ['v2', 'v10', 'latest', 'v1', 'Alpha']) await pushImage(url, 'team/app', tag, 'same');
    const all = await (await fetch(`${url}/v2/team/app/tags/list`)).json();
    expect(all).toEqual({ name: 'team/app', tags: ['Alpha', 'latest', 'v1', 'v10', 'v2'] });

    const seen: string[][] = [];
    let next: string | undefined = '/v2/team/app/tags/list?n=2';
    while (next !== undefined) {
      const page: Response = await fetch(url + next);
      seen.push(((await page.json()) as { tags: string[] }).tags);
      next = /^<(.*)>; rel="next"$/.exec(page.headers.get('link') ?? '')?.[1];
    }
    expect(seen).toEqual([['Alpha', 'latest'], ['v1', 'v10'], ['v2']]);
  });

  test.each([
    ['?last=v1', ['v10', 'v2']],
    ['?last=v11', ['v2']],
    ['?last=zzz', []],
    ['?n=0', []],
    ['?n=1&last=v10', ['v2']],
    ['?n=100', ['v1', 'v10', 'v2']],
  ])('%s', async (query, tags) => {
    const { url } = await startRegistry();
    for (const tag of ['v1', 'v10', 'v2']) await pushImage(url, 'app', tag, 'same');
    const response = await fetch(`${url}/v2/app/tags/list${query}`);
    expect(await response.json()).toEqual({ name: 'app', tags });
    expect(response.headers.get('link')).toBeNull();
  });

  test('an unknown repository is 404 NAME_UNKNOWN, a strange n is 400', async () => {
    const { url } = await startRegistry();
    const unknown = await fetch(`${url}/v2/nobody/tags/list`);
    expect([unknown.status, await codesOf(unknown)]).toEqual([404, ['NAME_UNKNOWN']]);
    await pushImage(url, 'app', 'v1');
    for (const n of ['-1', 'x', '1e9']) {
      const strange = await fetch(`${url}/v2/app/tags/list?n=${n}`);
      expect([strange.status, await codesOf(strange)]).toEqual([400, ['PAGINATION_NUMBER_INVALID']]);
    }
  });
});

describe('Catalog', () => {
  test('names every repository, by pages too', async () => {
    const { url } = await startRegistry();
    expect(await (await fetch(`${url}/v2/_catalog`)).json()).toEqual({ repositories: [] });
    for (const name of ['b', 'a/b/c', 'a']) await pushImage(url, name, 'v1');
    expect(await (await fetch(`${url}/v2/_catalog`)).json()).toEqual({ repositories: ['a', 'a/b/c', 'b'] });
    const page = await fetch(`${url}/v2/_catalog?n=2`);
    expect(await page.json()).toEqual({ repositories: ['a', 'a/b/c'] });
    expect(page.headers.get('link')).toBe('</v2/_catalog?last=a%2Fb%2Fc&n=2>; rel="next"');
  });
});
