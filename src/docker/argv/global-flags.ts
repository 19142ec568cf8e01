import { bool, list, text, type Flag } from '../table/command.ts';

/** The flags that come before the command. */
export const globalFlags: readonly Flag[] = [
  text('config', 'Folder of the client settings: config.json'),
  text('c context', 'Name of the context that says where the engine is'),
  bool('D debug', 'Accepted as docker accepts it; changes nothing here'),
  list('H host', 'Where the engine listens: unix:///path or tcp://host:port'),
  text('l log-level', 'Accepted as docker accepts it; changes nothing here'),
  bool('v version', 'Show the version of this command and end'),
  bool('help', 'Show this help', { hidden: true }),
  bool('h', 'Show this help', { hidden: true }),
];
