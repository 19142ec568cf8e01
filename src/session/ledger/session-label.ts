import { randomBytes } from 'node:crypto';

/** On a real engine other people and programs work too: what a session makes there carries this label. */
export const SESSION_LABEL = 'registry-workshop.session';

/** A name that no other session has, on any machine that shares the engine. */
export const newSessionId = (name: string): string => `${name}-${randomBytes(6).toString('hex')}`;
