/** The options of one invocation, by name. */
export interface Values {
  flag(name: string): boolean;
  text(name: string): string | undefined;
  list(name: string): readonly string[];
}

type Parsed = Readonly<Record<string, string | boolean | (string | boolean)[] | undefined>>;

export function valuesOf(parsed: Parsed): Values {
  return {
    flag: (name) => parsed[name] === true,
    text(name) {
      const value = parsed[name];
      return typeof value === 'string' ? value : undefined;
    },
    list(name) {
      const value = parsed[name];
      if (Array.isArray(value)) return value.filter((item) => typeof item === 'string');
      return typeof value === 'string' ? [value] : [];
    },
  };
}
