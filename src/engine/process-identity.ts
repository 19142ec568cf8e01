export { isAlive, ownIdentity } from '../practice/process-identity.ts';
export type { ProcessIdentity } from '../practice/process-identity.ts';
