import { createHash } from 'node:crypto';

export interface Network {
  readonly Name: string;
  readonly Id: string;
  readonly Driver: string;
  readonly Scope: string;
  readonly Labels: Readonly<Record<string, string>>;
  readonly IPAM: {
    readonly Config: readonly { readonly Subnet?: string }[];
    readonly [more: string]: unknown;
  };
  readonly [more: string]: unknown;
}

/** The three networks that every engine has. Programs of practice use none of them; clients expect to see them. */
export function defaultNetworks(engineId: string, created: string): Network[] {
  return [
    { name: 'bridge', driver: 'bridge' },
    { name: 'host', driver: 'host' },
    { name: 'none', driver: 'null' },
  ].map(({ name, driver }) => ({
    Name: name,
    Id: createHash('sha256').update(`${engineId} ${name}`).digest('hex'),
    Created: created,
    Scope: 'local',
    Driver: driver,
    EnableIPv4: true,
    EnableIPv6: false,
    IPAM: { Driver: 'default', Options: null, Config: [] },
    Internal: false,
    Attachable: false,
    Ingress: false,
    ConfigFrom: { Network: '' },
    ConfigOnly: false,
    Containers: {},
    Options: {},
    Labels: {},
  }));
}
