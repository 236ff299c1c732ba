import { applyDecorators } from '@nestjs/common';
import { ApiQuery } from '@nestjs/swagger';
import { LIMIT_DEFAULT, LIMIT_MAX } from './query-reader.js';

const FILTERS = {
  camera: { description: 'Only this camera', schema: { type: 'string', example: 'main-street' } },
  zone: { description: 'Only this zone', schema: { type: 'string', example: 'main-street.parking_a' } },
  from: { description: 'From this time on', schema: { type: 'string', format: 'date-time' } },
  to: { description: 'Before this time', schema: { type: 'string', format: 'date-time' } },
  open: { description: 'true: only what stands now; false: only what has left', schema: { type: 'boolean' } },
} as const;

/** Documents a list's page parameters and the filters it knows. */
export function ListQueries(...filters: readonly (keyof typeof FILTERS)[]): MethodDecorator {
  return applyDecorators(
    ...filters.map((name) => ApiQuery({ name, required: false, ...FILTERS[name] })),
    ApiQuery({
      name: 'limit',
      required: false,
      schema: { type: 'integer', minimum: 1, maximum: LIMIT_MAX, default: LIMIT_DEFAULT },
    }),
    ApiQuery({ name: 'cursor', required: false, description: "An earlier answer's next", schema: { type: 'string' } }),
  );
}
