import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { NestExpressApplication } from '@nestjs/platform-express';
import express from 'express';
import type { NextFunction, Request, Response } from 'express';

/** Addresses that are neither the page's nor its files': nothing is looked for on the disk. */
const OTHERS = /^\/(api|cds|oauth|docs|docs-json|healthz|metrics)(\/|$)/;
/** Addresses of the page's files: what is missing there is missing. */
const FILES = /^\/assets(\/|$)/;

const NOT_BUILT = `<!doctype html>
<html lang="en"><meta charset="utf-8"><title>Kerbline</title>
<style>body{font:16px/1.5 system-ui;max-width:40rem;margin:4rem auto;padding:0 1rem}</style>
<h1>Kerbline is running, but its page is not built</h1>
<p>Build it with <code>npm run build</code> and load this page again.
The API is at <a href="/docs">/docs</a>, the state of the hub at <a href="/healthz">/healthz</a>.</p>
</html>`;

/** Serves the built dashboard at `/`; every address of the page's own leads to it. */
export function serveDashboard(app: NestExpressApplication, directory: string): void {
  const files = express.static(directory, {
    index: false,
    redirect: false,
    setHeaders: (response: Response, path: string) => {
      // Vite names assets by their content, so they never change.
      const isNamedByContent = path.startsWith(join(directory, 'assets'));
      response.setHeader('Cache-Control', isNamedByContent ? 'public, max-age=31536000, immutable' : 'no-cache');
    },
  });
  app.use((request: Request, response: Response, next: NextFunction) => {
    if (OTHERS.test(request.path)) next();
    else files(request, response, next);
  });
  const page = join(directory, 'index.html');
  app.use((request: Request, response: Response, next: NextFunction) => {
    if (OTHERS.test(request.path) || FILES.test(request.path)) return next();
    const isForPage = request.method === 'GET' && request.accepts(['html', 'json']) === 'html';
    if (!isForPage) return next();
    response.setHeader('Cache-Control', 'no-cache');
    // Looked for each time, so that a build while the hub runs is seen.
    if (existsSync(page)) return response.sendFile(page);
    return response.status(503).type('html').send(NOT_BUILT);
  });
}
