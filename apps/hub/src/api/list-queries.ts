import { applyDecorators } from '@nestjs/common';
import { ApiQuery } from '@nestjs/swagger';
import { LIMIT_DEFAULT, LIMIT_MAX, RANGE_DAYS_MAX } from './query-reader.js';

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

/** Documents the two ends of a range that must be given. */
export function RangeQueries(fromField = 'from', toField = 'to'): MethodDecorator {
  const schema = { type: 'string', format: 'date-time' } as const;
  const most = `at most ${RANGE_DAYS_MAX} days later`;
  return applyDecorators(
    ApiQuery({ name: fromField, required: true, description: 'From this time on', schema }),
    ApiQuery({ name: toField, required: true, description: `Before this time, ${most}`, schema }),
  );
}

/** Documents the places an aggregate can be narrowed to. */
export function PlaceQueries(): MethodDecorator {
  return applyDecorators(
    ApiQuery({ name: 'camera', required: false, ...FILTERS.camera }),
    ApiQuery({ name: 'zone', required: false, ...FILTERS.zone }),
  );
}
