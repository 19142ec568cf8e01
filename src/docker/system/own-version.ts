declare const __VERSION__: string | undefined;

/** How this command names itself: nobody may take it for Docker's own. */
export function ownVersion(): { readonly number: string; readonly build: string } {
  const version = typeof __VERSION__ === 'string' ? __VERSION__ : 'dev';
  return { number: `${version}-practice`, build: 'registry-workshop' };
}

/** The newest API that this command was written for; engines answer with the newest they have. */
export const ownApiVersion = '1.41';
