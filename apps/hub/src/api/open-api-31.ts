import { getSchemaPath } from '@nestjs/swagger';
import type { OpenAPIObject } from '@nestjs/swagger';
import { ProblemView } from './problem.js';

/** How `OpenToAll` tells the description of a route that it asks for no key; it does not stay in the document. */
export const OPEN_EXTENSION = 'x-kerbline-open';
/** What the guard may answer instead of any route behind it. */
const GUARD_ANSWERS = {
  401: 'No key, or one that is not known',
  403: 'The key has not the scope that this needs',
  429: 'The key asks too often; see Retry-After',
} as const;
const METHODS = ['get', 'put', 'post', 'delete', 'patch'] as const;

/** Nest describes OpenAPI 3.0: this says the same in 3.1, and adds to every route what its guard may answer. */
export function asOpenApi31(document: OpenAPIObject): OpenAPIObject {
  const described = withTypesOfNull(document) as OpenAPIObject;
  for (const path of Object.values(described.paths)) {
    for (const method of METHODS) {
      const operation = path[method] as (typeof path)['get'] & Record<string, unknown>;
      if (operation === undefined) continue;
      if (operation[OPEN_EXTENSION] === true) {
        delete operation[OPEN_EXTENSION];
        operation.security = [];
        continue;
      }
      const content = { 'application/problem+json': { schema: { $ref: getSchemaPath(ProblemView) } } };
      for (const [status, description] of Object.entries(GUARD_ANSWERS)) {
        operation.responses[status] = { description, content };
      }
    }
  }
  return { ...described, openapi: '3.1.0' };
}

/** `nullable` of 3.0 is a type of its own in 3.1. */
function withTypesOfNull(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(withTypesOfNull);
  if (typeof node !== 'object' || node === null) return node;
  const copy: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(node)) copy[name] = withTypesOfNull(value);
  if (copy['nullable'] !== true) return copy;
  delete copy['nullable'];
  const { allOf, type, ...rest } = copy;
  // Nest wraps what has a name of its own, and calls the wrap an object.
  if (Array.isArray(allOf)) return { ...rest, anyOf: [...(allOf as unknown[]), { type: 'null' }] };
  const orNull = { ...copy, type: [type, 'null'] };
  return Array.isArray(copy['enum']) ? { ...orNull, enum: [...(copy['enum'] as unknown[]), null] } : orNull;
}
