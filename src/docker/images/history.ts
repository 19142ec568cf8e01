import { ellipsis, shortId } from '../print/cut.ts';
import { printList } from '../print/list.ts';
import { humanSize } from '../print/size.ts';
import { out } from '../print/streams.ts';
import { ago, rfc3339 } from '../print/time.ts';
import type { Handler } from '../table/command.ts';
import { encodeName } from './tag.ts';

interface HistoryEntry {
  readonly Id: string;
  readonly Created: number;
  readonly CreatedBy: string;
  readonly Size: number;
  readonly Comment: string;
}

const commandWidth = 45;

/** `docker history IMAGE`. */
export const history: Handler = async ({ args, flags, engine }) => {
  const entries = await engine.get<HistoryEntry[]>(`/images/${encodeName(args[0]!)}/history`);
  const full = flags.on('no-trunc');
  const human = !flags.has('human') || flags.on('human');
  const rows = entries.map((entry) => {
    const command = entry.CreatedBy.replaceAll('\t', ' ');
    return {
      Comment: entry.Comment,
      CreatedAt: rfc3339(entry.Created),
      // An image without a date says so with the zero of its kind.
      CreatedSince: !human ? rfc3339(entry.Created) : entry.Created > 0 ? ago(entry.Created) : 'N/A',
      CreatedBy: full ? command : ellipsis(command, commandWidth),
      ID: full ? entry.Id : shortId(entry.Id),
      Size: human ? humanSize(entry.Size, 3) : String(entry.Size),
    };
  });
  const headings = {
    ID: 'IMAGE',
    CreatedSince: human ? 'CREATED' : 'CREATED AT',
    CreatedAt: 'CREATED AT',
    CreatedBy: 'CREATED BY',
    Size: 'SIZE',
    Comment: 'COMMENT',
  };
  const table = '{{.ID}}\t{{.CreatedSince}}\t{{.CreatedBy}}\t{{.Size}}\t{{.Comment}}';
  const form = { headings, table, quiet: 'ID', typeName: '*formatter.historyContext' };
  out(printList(rows, form, flags.text('format'), flags.on('quiet')));
  return 0;
};
