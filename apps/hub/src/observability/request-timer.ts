import type { NextFunction, Request, Response } from 'express';
import type { HubMetrics } from './hub-metrics.js';

/** Counts and times every answer by its route, never by its address: ids would make a series each. */
export function requestTimer(metrics: HubMetrics) {
  return (request: Request, response: Response, next: NextFunction): void => {
    const startedMs = performance.now();
    response.once('finish', () => {
      const route: unknown = request.route;
      metrics.answered({
        method: request.method,
        route: hasPath(route) ? route.path : 'other',
        status: response.statusCode,
        durationMs: performance.now() - startedMs,
      });
    });
    next();
  };
}

function hasPath(route: unknown): route is { path: string } {
  return typeof route === 'object' && route !== null && 'path' in route && typeof route.path === 'string';
}
