import { out } from '../print/streams.ts';
import type { Handler } from '../table/command.ts';
import { eraseCredentials, serverKey } from './credentials.ts';

/** `docker logout [SERVER]`. */
export const logout: Handler = async ({ args, configFolder }) => {
  const server = serverKey(args[0]);
  out(`Removing login credentials for ${server}\n`);
  await eraseCredentials(configFolder, server);
  return 0;
};
