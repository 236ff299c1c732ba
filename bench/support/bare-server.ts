/*
 * Answers everything with the same two thousand bytes and does nothing else: what a machine, its network stack and the
 * asking program alone make of a question. Run in a process of its own; tells its address once it listens.
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

const BODY = JSON.stringify({ data: 'x'.repeat(2_000) });

const server = createServer((_request, response) => {
  response.writeHead(200, { 'content-type': 'application/json' }).end(BODY);
});
server.listen(0, '127.0.0.1', () => {
  process.send?.({ ready: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
});
process.on('SIGTERM', () => process.exit(0));
