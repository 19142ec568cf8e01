import { filtersOf } from '../engine-api.ts';
import { shortId } from '../print/cut.ts';
import { printList, type Row } from '../print/list.ts';
import { out } from '../print/streams.ts';
import { goTime } from '../print/time.ts';
import type { Handler } from '../table/command.ts';

interface NetworkSummary {
  readonly Id: string;
  readonly Name: string;
  readonly Driver: string;
  readonly Scope: string;
  readonly Created: string;
  readonly EnableIPv4?: boolean;
  readonly EnableIPv6?: boolean;
  readonly Internal?: boolean;
  readonly Labels: Readonly<Record<string, string>> | null;
}

/** `docker network ls`. */
export const listNetworks: Handler = async ({ flags, engine }) => {
  const networks = await engine.get<NetworkSummary[]>('/networks', {
    filters: filtersOf(flags.list('filter')),
  });
  const byName = new Intl.Collator('en', { numeric: true });
  const rows = [...networks]
    .sort((a, b) => byName.compare(a.Name, b.Name))
    .map((network) => networkRow(network, flags.on('no-trunc')));
  out(printList(rows, form, flags.text('format'), flags.on('quiet')));
  return 0;
};

const form = {
  headings: {
    ID: 'NETWORK ID',
    Name: 'NAME',
    Driver: 'DRIVER',
    Scope: 'SCOPE',
    IPv4: 'IPV4',
    IPv6: 'IPV6',
    Internal: 'INTERNAL',
    Labels: 'LABELS',
    CreatedAt: 'CREATED AT',
  },
  table: '{{.ID}}\t{{.Name}}\t{{.Driver}}\t{{.Scope}}',
  quiet: 'ID',
  typeName: '*network.networkContext',
};

function networkRow(network: NetworkSummary, full: boolean): Row {
  const labels = network.Labels ?? {};
  return {
    CreatedAt: createdAt(network.Created),
    Driver: network.Driver,
    ID: full ? network.Id : shortId(network.Id),
    IPv4: String(network.EnableIPv4 ?? false),
    IPv6: String(network.EnableIPv6 ?? false),
    Internal: String(network.Internal ?? false),
    Label: (name: unknown) => labels[String(name)] ?? '',
    Labels: Object.entries(labels)
      .map(([name, value]) => `${name}=${value}`)
      .join(','),
    Name: network.Name,
    Scope: network.Scope,
  };
}

/** Go prints a moment with the fraction it has: `2026-11-20 18:50:58.291555478 +0000 UTC`. */
function createdAt(moment: string): string {
  const fraction = /\.(\d*?)0*(?:Z|[+-]\d\d:\d\d)$/.exec(moment)?.[1];
  return goTime(Math.floor(Date.parse(moment) / 1000)).replace(
    /(:\d\d) /,
    fraction ? `$1.${fraction} ` : '$1 ',
  );
}
