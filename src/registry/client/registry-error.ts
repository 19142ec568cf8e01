/** What went wrong while asking a registry: its own code where it gave one, or the error of the connection. */
export class RegistryError extends Error {
  /** HTTP status; undefined when no answer came. */
  readonly status: number | undefined;
  /** DENIED, UNAUTHORIZED, NAME_UNKNOWN …, or ECONNREFUSED and the like. */
  readonly code: string | undefined;
  readonly detail: unknown;
  /** How the registry wants to be asked after a 401: `basic`, `bearer`. */
  readonly scheme: string | undefined;

  constructor(
    message: string,
    parts: { status?: number; code?: string; detail?: unknown; scheme?: string; cause?: unknown } = {},
  ) {
    super(message, parts.cause === undefined ? undefined : { cause: parts.cause });
    this.name = 'RegistryError';
    this.status = parts.status;
    this.code = parts.code;
    this.detail = parts.detail;
    this.scheme = parts.scheme;
  }
}

/** An answer to HEAD has no body, and then only the status tells. */
const CODE_OF_STATUS: Readonly<Record<number, string>> = {
  401: 'UNAUTHORIZED',
  403: 'DENIED',
  405: 'UNSUPPORTED',
  429: 'TOOMANYREQUESTS',
};

/** The error in an answer's body, in the specification's form or, failing that, by status and path. */
export function errorFrom(
  method: string,
  path: string,
  status: number,
  body: string,
  scheme?: string,
): RegistryError {
  const first = firstError(body);
  const code = typeof first?.code === 'string' ? first.code : CODE_OF_STATUS[status];
  const message = typeof first?.message === 'string' ? first.message : `${method} ${path} answered ${status}`;
  return new RegistryError(message, {
    status,
    ...(code === undefined ? {} : { code }),
    detail: first?.detail,
    ...(scheme === undefined ? {} : { scheme }),
  });
}

function firstError(body: string): { code?: unknown; message?: unknown; detail?: unknown } | undefined {
  try {
    const { errors } = JSON.parse(body) as { errors?: unknown };
    return Array.isArray(errors) ? (errors[0] as object | undefined) : undefined;
  } catch {
    return undefined;
  }
}
