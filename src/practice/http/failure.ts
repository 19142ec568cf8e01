/** A refusal in Docker's own form: a status and one sentence, sent as `{"message": …}`. */
export class ApiFailure extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.name = 'ApiFailure';
    this.status = status;
  }
}

export const badRequest = (message: string): ApiFailure => new ApiFailure(400, message);
export const notFound = (message: string): ApiFailure => new ApiFailure(404, message);
export const conflict = (message: string): ApiFailure => new ApiFailure(409, message);
export const serverError = (message: string): ApiFailure => new ApiFailure(500, message);

/** What practice leaves out, with what would serve it. */
export function notServed(what: string, instead: string): ApiFailure {
  return new ApiFailure(501, `practice does not serve ${what}; ${instead}`);
}
