import { ApiProperty } from '@nestjs/swagger';

/** One field of a request that cannot be used. */
export class FieldProblem {
  @ApiProperty({ example: 'from' })
  readonly field!: string;
  @ApiProperty({ example: 'yesterday' })
  readonly value!: string;
  @ApiProperty({ example: 'expected an ISO 8601 time such as 2026-05-14T10:00:00Z' })
  readonly problem!: string;
}

/** The body of every answer that is no success (RFC 9457). */
export class ProblemView {
  @ApiProperty({ example: 'about:blank' })
  readonly type!: string;
  @ApiProperty({ example: 'Bad Request' })
  readonly title!: string;
  @ApiProperty({ example: 400 })
  readonly status!: number;
  @ApiProperty({ example: 'from is "yesterday", expected an ISO 8601 time such as 2026-05-14T10:00:00Z' })
  readonly detail!: string;
  @ApiProperty({ type: [FieldProblem] })
  readonly errors!: FieldProblem[];
}

const TITLES = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  409: 'Conflict',
  412: 'Precondition Failed',
  428: 'Precondition Required',
  429: 'Too Many Requests',
  502: 'Bad Gateway',
  503: 'Service Unavailable',
} as const;

/** What a request is answered with when it cannot be served. Thrown in controllers and what serves only them. */
export class ApiProblem extends Error {
  override readonly name = 'ApiProblem';

  constructor(
    readonly status: keyof typeof TITLES,
    detail: string,
    readonly errors: readonly FieldProblem[] = [],
    /** When asking again may help, where that is known. */
    readonly retryAfterMs: number | null = null,
  ) {
    super(detail);
  }

  /** The request's fields cannot be used; the detail names each with its value. */
  static badRequest(errors: readonly FieldProblem[]): ApiProblem {
    const detail = errors.map(({ field, value, problem }) => `${field} is "${value}", ${problem}`).join('; ');
    return new ApiProblem(400, detail, errors);
  }

  static notFound(field: string, value: string): ApiProblem {
    const problem = `no such ${field}`;
    return new ApiProblem(404, `there is no ${field} "${value}"`, [{ field, value, problem }]);
  }

  toView(): ProblemView {
    return problemView(this.status, TITLES[this.status], this.message, this.errors);
  }
}

export function problemView(
  status: number,
  title: string,
  detail: string,
  errors: readonly FieldProblem[] = [],
): ProblemView {
  return { type: 'about:blank', title, status, detail, errors: [...errors] };
}
