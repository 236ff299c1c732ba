import { RequestMethod } from '@nestjs/common';
import { METHOD_METADATA, PATH_METADATA } from '@nestjs/common/constants.js';
import { MetadataScanner, ModulesContainer } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { OPEN } from '../../../apps/hub/src/access/access.guard.js';
import { NEEDED_SCOPE } from '../../../apps/hub/src/access/needs.js';
import type { Scope } from '../../../apps/hub/src/access/needs.js';

/** One address of the hub, as Nest knows it. */
export interface Route {
  readonly method: string;
  /** With its parameters: `/api/v1/zones/:id`. */
  readonly path: string;
  /** What it is marked with; null where nobody marked it. */
  readonly access: Scope | 'open' | null;
}

/** Every route of every controller, from the metadata that Nest itself serves by. */
export function routesOf(app: NestExpressApplication): readonly Route[] {
  const scanner = new MetadataScanner();
  const controllers = [...app.get(ModulesContainer).values()].flatMap((module) => [...module.controllers.values()]);
  return controllers.flatMap(({ metatype, instance }) => {
    if (typeof metatype !== 'function' || typeof instance !== 'object' || instance === null) return [];
    const prototype = Object.getPrototypeOf(instance) as Record<string, object>;
    return scanner.getAllMethodNames(prototype).flatMap((name) => {
      const handler = prototype[name];
      const method = handler && (Reflect.getMetadata(METHOD_METADATA, handler) as RequestMethod | undefined);
      if (handler === undefined || method === undefined) return [];
      return pathsOf(metatype).flatMap((base) =>
        pathsOf(handler).map((path) => ({
          method: RequestMethod[method],
          path: `/${base}/${path}`.replaceAll(/\/+/g, '/').replace(/(.)\/$/, '$1'),
          access: accessOf(handler, metatype),
        })),
      );
    });
  });
}

function pathsOf(target: object): readonly string[] {
  const path = Reflect.getMetadata(PATH_METADATA, target) as string | string[] | undefined;
  return path === undefined ? [''] : [path].flat();
}

function accessOf(...targets: readonly object[]): Route['access'] {
  if (targets.some((target) => Reflect.getMetadata(OPEN, target) === true)) return 'open';
  const scopes = targets.map((target) => Reflect.getMetadata(NEEDED_SCOPE, target) as Scope | undefined);
  return scopes.find((scope) => scope !== undefined) ?? null;
}
