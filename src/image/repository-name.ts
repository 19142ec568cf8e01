/** Host and path of a reference together may not be longer than this (distribution reference grammar). */
export const NAME_LENGTH_MAX = 255;

const COMPONENT = /^[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*$/;
const TAG = /^\w[\w.-]{0,127}$/;

/** True for a repository name of the distribution specification: `library/alpine`, `me/my-app`. */
export function isRepositoryName(name: string): boolean {
  return repositoryNameProblem(name) === undefined;
}

/** True for a tag: a letter, digit or underscore, then up to 127 of those, periods and hyphens. */
export function isTag(text: string): boolean {
  return TAG.test(text);
}

/** One sentence that says what is wrong with a repository name, or undefined when it is valid. */
export function repositoryNameProblem(name: string): string | undefined {
  if (name === '') return 'a repository needs a name';
  if (name.length > NAME_LENGTH_MAX) {
    return `a repository name has at most ${NAME_LENGTH_MAX} characters, this one has ${name.length}`;
  }
  for (const component of name.split('/')) {
    const problem = componentProblem(component, name);
    if (problem) return problem;
  }
  return undefined;
}

function componentProblem(component: string, name: string): string | undefined {
  if (COMPONENT.test(component)) return undefined;
  if (component === '') {
    if (name.startsWith('/')) return 'a repository name does not start with a slash';
    if (name.endsWith('/')) return `there is nothing after the last slash of \`${name}\``;
    return `there are two slashes in a row in \`${name}\``;
  }
  if (/[A-Z]/.test(component)) {
    return `repository names are lower case: \`${component}\` has an upper-case letter`;
  }
  const stranger = /[^a-z0-9._-]/u.exec(component)?.[0];
  if (stranger) {
    const shown = stranger === ' ' ? 'a space' : `\`${stranger}\``;
    return `repository names have letters, digits, periods, underscores and hyphens: \`${component}\` has ${shown}`;
  }
  if (!/^[a-z0-9]/.test(component)) {
    return `each part of a repository name starts with a letter or digit: \`${component}\` does not`;
  }
  if (!/[a-z0-9]$/.test(component)) {
    return `each part of a repository name ends with a letter or digit: \`${component}\` does not`;
  }
  return `letters and digits of a repository name are separated by one period, one or two underscores, or hyphens: \`${component}\` mixes or repeats them`;
}

/** One sentence that says what is wrong with a tag, or undefined when it is valid. */
export function tagProblem(tag: string): string | undefined {
  if (isTag(tag)) return undefined;
  if (tag === '') return 'a tag may not be empty: leave the colon out, or write a tag after it';
  if (tag.includes(':')) return `an image has one tag at most, and here are two tags: \`${tag}\``;
  if (tag.length > 128) return `a tag has at most 128 characters, this one has ${tag.length}`;
  if (/^[.-]/.test(tag)) return `a tag starts with a letter, digit or underscore: \`${tag}\` does not`;
  const stranger = /[^\w.-]/u.exec(tag)?.[0] ?? '';
  const shown = stranger === ' ' ? 'a space' : `\`${stranger}\``;
  return `tags have letters, digits, periods, underscores and hyphens: \`${tag}\` has ${shown}`;
}
