import { ellipsis } from '../print/cut.ts';
import { printList } from '../print/list.ts';
import { filtersOf } from '../engine-api.ts';
import { out } from '../print/streams.ts';
import type { Handler } from '../table/command.ts';

interface Found {
  readonly name: string;
  readonly description: string;
  readonly star_count: number;
  readonly is_official: boolean;
}

const usualLimit = '25';

/** `docker search TERM`: the engine asks Docker Hub. */
export const search: Handler = async ({ args, flags, engine }) => {
  const found = await engine.get<Found[]>('/images/search', {
    term: args[0]!,
    limit: flags.text('limit') ?? usualLimit,
    filters: filtersOf(flags.list('filter')),
  });
  const rows = found.map((image) => {
    const description = image.description.replaceAll(/[\r\n]/g, ' ');
    return {
      Description: flags.on('no-trunc') ? description : ellipsis(description, 45),
      IsOfficial: image.is_official ? '[OK]' : '',
      Name: image.name,
      StarCount: String(image.star_count),
    };
  });
  const headings = { Name: 'NAME', Description: 'DESCRIPTION', StarCount: 'STARS', IsOfficial: 'OFFICIAL' };
  const table = '{{.Name}}\t{{.Description}}\t{{.StarCount}}\t{{.IsOfficial}}';
  const form = { headings, table, quiet: 'Name', typeName: '*formatter.searchContext' };
  out(printList(rows, form, flags.text('format'), false));
  return 0;
};
