import { Failure } from '../failure.ts';
import { out } from '../print/streams.ts';
import type { Handler } from '../table/command.ts';
import { containerPath } from './each.ts';

type Bindings = Readonly<Record<string, readonly { HostIp: string; HostPort: string }[] | null>>;

/** `docker port CONTAINER [PORT]`. */
export const port: Handler = async ({ args, engine }) => {
  const [name, wanted] = args as [string, string?];
  const container = await engine.get<{ NetworkSettings: { Ports: Bindings | null } }>(
    containerPath(name, '/json'),
  );
  const ports = container.NetworkSettings.Ports ?? {};
  const address = ({ HostIp, HostPort }: { HostIp: string; HostPort: string }): string =>
    `${HostIp.includes(':') ? `[${HostIp}]` : HostIp}:${HostPort}`;
  if (wanted !== undefined) {
    const bindings = ports[wanted.includes('/') ? wanted : `${wanted}/tcp`];
    if (!bindings?.length) throw new Failure(`Error: No public port '${wanted}' published for ${name}`);
    out(bindings.map((binding) => `${address(binding)}\n`).join(''));
    return 0;
  }
  const lines = Object.entries(ports).flatMap(([inside, bindings]) =>
    (bindings ?? []).map((binding) => `${inside} -> ${address(binding)}`),
  );
  const byNumber = new Intl.Collator('en', { numeric: true });
  out(
    lines
      .sort(byNumber.compare)
      .map((line) => `${line}\n`)
      .join(''),
  );
  return 0;
};
