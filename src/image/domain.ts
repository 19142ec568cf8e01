/** What `alpine` means without a host: Docker Hub. */
export const DEFAULT_DOMAIN = 'docker.io';

const LABEL = '[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?';
const DOMAIN = new RegExp(`^(?:${LABEL}(?:\\.${LABEL})*|\\[[a-fA-F0-9:]+\\])(?::[0-9]+)?$`);

/**
 * Whether the first component of a name is a host: with a period or colon, `localhost`, or with an upper-case letter,
 * which no repository name may have.
 */
export function looksLikeDomain(component: string): boolean {
  return /[.:]/.test(component) || component === 'localhost' || component !== component.toLowerCase();
}

/** One sentence that says what is wrong with a registry's host and port, or undefined when it is valid. */
export function domainProblem(domain: string): string | undefined {
  if (domain.length <= 255 && DOMAIN.test(domain)) return undefined;
  const port = /:([^:\]]*)$/.exec(domain)?.[1];
  if (port === '') return `there is no port after the colon of \`${domain}\``;
  if (port !== undefined && !/^[0-9]+$/.test(port)) {
    return `a port is a number: \`${port}\` in \`${domain}\` is not`;
  }
  return `\`${domain}\` is no host name: letters, digits and hyphens, separated by single periods, and perhaps a port`;
}
