import type { Part } from './page.ts';

/** One thing to fill in. */
export interface Field {
  readonly name: string;
  /** For people: "Docker ID". */
  readonly label: string;
  readonly kind: 'text' | 'secret' | 'flag';
  readonly optional?: boolean;
  /** Asked for on the page only: in the session's own terminal one is signed in already. */
  readonly pageOnly?: boolean;
}

/** What came of it. */
export interface Done {
  /** One sentence or several lines for people. */
  readonly message: string;
  /** Shown once, to be copied: a token, a password that was made. */
  readonly secret?: string;
}

export type Values = Readonly<Record<string, string>>;

/** Something that one does on a web page: a form there, and `web SITE ACTION …` in the terminal. */
export interface Action {
  /** One word: `signup`. */
  readonly name: string;
  /** "Create an account". */
  readonly title: string;
  readonly fields: readonly Field[];
  /**
   * Does it. Throws an ApiFailure that says why not. `by` is the page, where anybody at this machine could have come
   * from, or the owner of the session.
   */
  run(values: Values, by: 'page' | 'owner'): Promise<Done>;
}

/** The web pages of one stand-in. */
export interface Site {
  /** First part of its path, and its name in the terminal: `hub`. */
  readonly name: string;
  /** "Docker Hub". */
  readonly title: string;
  /** One line: whom it plays. */
  readonly about: string;
  actions(): readonly Action[];
  /** The page at a path below the site's own; undefined when there is none. */
  page(path: readonly string[]): Promise<readonly Part[] | undefined>;
}
