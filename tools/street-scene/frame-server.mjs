import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { readFile } from 'node:fs/promises';
import { dirname, extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';

const HERE = dirname(fileURLToPath(import.meta.url));
const THREE_DIR = join(dirname(createRequire(import.meta.url).resolve('three')), '..');
const TYPES = { '.html': 'text/html', '.mjs': 'text/javascript', '.js': 'text/javascript' };

/**
 * Serves the page and its modules on the loopback interface and takes the rendered frames back as raw bytes, which is
 * several times faster than screenshots through the remote control. `onFrame(bytes)` may return a promise to wait for.
 */
export async function startFrameServer(onFrame) {
  const server = createServer((request, response) => {
    answer(request, response, onFrame).catch((error) => {
      response.writeHead(error.code === 'ENOENT' ? 404 : 500);
      response.end(String(error.message));
    });
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    close: () => new Promise((resolve) => server.close(resolve).closeAllConnections()),
  };
}

async function answer(request, response, onFrame) {
  const { pathname } = new URL(request.url, 'http://localhost');
  if (request.method === 'POST') {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    await onFrame(Buffer.concat(chunks));
    response.writeHead(204).end();
    return;
  }
  if (pathname === '/favicon.ico') {
    response.writeHead(204).end();
    return;
  }
  const inThree = pathname.startsWith('/three/');
  const root = inThree ? THREE_DIR : HERE;
  const file = normalize(join(root, inThree ? pathname.slice('/three'.length) : pathname));
  if (!file.startsWith(root)) throw Object.assign(new Error('outside the served folders'), { code: 'ENOENT' });
  const body = await readFile(file);
  response.writeHead(200, { 'content-type': TYPES[extname(file)] ?? 'application/octet-stream' }).end(body);
}
