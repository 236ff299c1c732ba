/** The body of every answer that is no success, as the standard words it. */
export interface CdsErrorView {
  readonly error: string;
  readonly error_description: string;
  readonly error_details: readonly string[];
}

/** Statuses the standard knows, with the code that stands in `error`. */
const CODES = {
  400: 'bad_param',
  401: 'unauthorized',
  403: 'forbidden',
  404: 'not_found',
  406: 'not_acceptable',
  413: 'too_large',
  429: 'too_many_requests',
  500: 'server_error',
  501: 'not_implemented',
  503: 'unavailable',
} as const;
export type CdsErrorStatus = keyof typeof CODES;

export function isCdsErrorStatus(status: number): status is CdsErrorStatus {
  return status in CODES;
}

/** Thrown in the controllers of the specification and what serves only them. */
export class CdsError extends Error {
  override readonly name = 'CdsError';

  constructor(
    readonly status: CdsErrorStatus,
    description: string,
    readonly details: readonly string[] = [],
    readonly code: string = CODES[status],
  ) {
    super(description);
  }

  static notFound(what: string, id: string): CdsError {
    return new CdsError(404, `there is no ${what} ${id}`);
  }

  static notOffered(what: string): CdsError {
    return new CdsError(501, `this city does not publish ${what}`);
  }

  toView(): CdsErrorView {
    return { error: this.code, error_description: this.message, error_details: this.details };
  }
}
