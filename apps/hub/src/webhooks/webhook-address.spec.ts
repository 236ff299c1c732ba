import { createServer as createHttpServer } from 'node:http';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import { isPublicAddress } from './public-address.js';
import { addressProblem, mayConnect } from './webhook-address.js';
import { checkedLookup, send } from './webhook-sender.js';

const REFUSED = [
  'http://example.org/',
  'ftp://example.org/',
  'file:///etc/passwd',
  'javascript:alert(1)',
  'example.org/curb',
  '//example.org/curb',
  'https://',
  'https://user@example.org/',
  'https://user:secret@example.org/',
  'https://example.org@127.0.0.1/',
  'https://example.org/#here',
  'https://localhost/',
  'https://LOCALHOST./',
  'https://hub/',
  'https://printer.local/',
  'https://metadata.google.internal/computeMetadata/v1/',
  'https://nas.home.arpa/',
  'https://a.localhost/',
  'https://127.0.0.1/',
  'https://127.1/',
  'https://2130706433/',
  'https://0x7f000001/',
  'https://0177.0.0.1/',
  'https://0x7f.1/',
  'https://127.0.0.1./',
  'https://①②⑦.0.0.1/',
  'https://0/',
  'https://0.0.0.0/',
  'https://10.0.0.1/',
  'https://167772161/',
  'https://100.64.0.1/',
  'https://100.127.255.255/',
  'https://169.254.169.254/latest/meta-data/',
  'https://2852039166/',
  'https://168.63.129.16/',
  'https://172.16.0.1/',
  'https://172.31.255.255/',
  'https://192.0.0.192/',
  'https://192.168.1.1/',
  'https://198.18.0.1/',
  'https://224.0.0.1/',
  'https://255.255.255.255/',
  'https://[::]/',
  'https://[::1]/',
  'https://[::ffff:10.0.0.1]/',
  'https://[::ffff:a9fe:a9fe]/',
  'https://[::ffff:8.8.8.8]/',
  'https://[::7f00:1]/',
  'https://[64:ff9b::7f00:1]/',
  'https://[64:ff9b:1::1]/',
  'https://[2002:7f00:1::]/',
  'https://[2001:0:7f00:1::]/',
  'https://[2001:db8::1]/',
  'https://[fc00::1]/',
  'https://[fd00:ec2::254]/',
  'https://[fe80::1]/',
  'https://[fec0::1]/',
  'https://[ff02::1]/',
  'https://[100::1]/',
  `https://example.org/${'a'.repeat(2_000)}`,
];
const TAKEN = [
  'https://example.org/curb-events?key=1',
  'https://example.org:8443/',
  'https://8.8.8.8/',
  'https://172.15.255.255/',
  'https://172.32.0.0/',
  'https://100.63.255.255/',
  'https://100.128.0.0/',
  'https://[2606:4700::1111]/',
];

/** What is not the public internet, each by its first and last address and those before and after; null: closed too. */
const EDGES: readonly (readonly [string | null, string, string, string | null])[] = [
  [null, '0.0.0.0', '0.255.255.255', '1.0.0.0'],
  ['9.255.255.255', '10.0.0.0', '10.255.255.255', '11.0.0.0'],
  ['100.63.255.255', '100.64.0.0', '100.127.255.255', '100.128.0.0'],
  ['126.255.255.255', '127.0.0.0', '127.255.255.255', '128.0.0.0'],
  ['168.63.129.15', '168.63.129.16', '168.63.129.16', '168.63.129.17'],
  ['169.253.255.255', '169.254.0.0', '169.254.255.255', '169.255.0.0'],
  ['172.15.255.255', '172.16.0.0', '172.31.255.255', '172.32.0.0'],
  ['191.255.255.255', '192.0.0.0', '192.0.0.255', '192.0.1.0'],
  ['192.0.1.255', '192.0.2.0', '192.0.2.255', '192.0.3.0'],
  ['192.88.98.255', '192.88.99.0', '192.88.99.255', '192.88.100.0'],
  ['192.167.255.255', '192.168.0.0', '192.168.255.255', '192.169.0.0'],
  ['198.17.255.255', '198.18.0.0', '198.19.255.255', '198.20.0.0'],
  ['198.51.99.255', '198.51.100.0', '198.51.100.255', '198.51.101.0'],
  ['203.0.112.255', '203.0.113.0', '203.0.113.255', '203.0.114.0'],
  // Multicast and what is reserved meet.
  ['223.255.255.255', '224.0.0.0', '239.255.255.255', null],
  [null, '240.0.0.0', '255.255.255.255', null],
  [null, '::', '1fff:ffff:ffff:ffff:ffff:ffff:ffff:ffff', '2000::'],
  ['2000:ffff:ffff:ffff:ffff:ffff:ffff:ffff', '2001::', '2001:1ff:ffff:ffff:ffff:ffff:ffff:ffff', '2001:200::'],
  ['2001:db7:ffff:ffff:ffff:ffff:ffff:ffff', '2001:db8::', '2001:db8:ffff:ffff:ffff:ffff:ffff:ffff', '2001:db9::'],
  ['2001:ffff:ffff:ffff:ffff:ffff:ffff:ffff', '2002::', '2002:ffff:ffff:ffff:ffff:ffff:ffff:ffff', '2003::'],
  ['3ffe:ffff:ffff:ffff:ffff:ffff:ffff:ffff', '3fff::', '3fff:fff:ffff:ffff:ffff:ffff:ffff:ffff', '3fff:1000::'],
  ['3fff:ffff:ffff:ffff:ffff:ffff:ffff:ffff', '4000::', 'ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff', null],
];

describe('the address of a webhook', () => {
  it.each(REFUSED)('is refused at %s', (url) => {
    expect(addressProblem(url, 'public')).not.toBeNull();
  });

  it.each(TAKEN)('is taken at %s', (url) => {
    expect(addressProblem(url, 'public')).toBeNull();
  });

  it.each(EDGES)('is taken up to %s, refused from %s to %s, and taken from %s on', (before, first, last, after) => {
    expect([first, last].map(isPublicAddress)).toEqual([false, false]);
    for (const outside of [before, after])
      if (outside !== null) expect([outside, isPublicAddress(outside)]).toEqual([outside, true]);
  });

  it('has at most 2000 characters', () => {
    const long = (length: number) => addressProblem('https://example.org/'.padEnd(length, 'a'), 'public');
    expect(long(2_000)).toBeNull();
    expect(long(2_001)).toBe('expected at most 2000 characters');
  });

  it('may be this machine, and no other of a private network, where that is configured', () => {
    expect(addressProblem('http://127.0.0.1:8080/', 'loopback')).toBeNull();
    expect(addressProblem('http://10.0.0.1/', 'loopback')).not.toBeNull();
    expect(addressProblem('http://example.org/', 'loopback')).not.toBeNull();
    expect(mayConnect('169.254.169.254', 'loopback')).toBe(false);
  });
});

const letter = { url: 'https://rebind.example.org/', secret: 's', deliveryId: 'd', eventType: 'test', body: '{}' };

function leadingTo(...answers: readonly (readonly string[])[]) {
  let asked = 0;
  const lookup: Parameters<typeof checkedLookup>[0] = (_host, _options, callback) => {
    const addresses = answers[Math.min(asked++, answers.length - 1)] ?? [];
    callback(
      null,
      addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
    );
  };
  return { lookup, asked: () => asked };
}

describe('a letter', () => {
  it('is not sent to an address that may not be reached any more, which no name need be looked up for', async () => {
    let connections = 0;
    const server = createServer((socket) => {
      connections += 1;
      socket.destroy();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const reach = (url: string, reach: 'public' | 'loopback') => send({ ...letter, url }, { reach, nowMs: 0 });
    try {
      expect((await reach(`http://127.0.0.1:${port}/`, 'public')).error).toBe('expected https://');
      expect((await reach(`https://127.0.0.1:${port}/`, 'public')).error).toBe(
        'expected a host of the public internet',
      );
      expect(connections).toBe(0);
      await reach(`https://127.0.0.1:${port}/`, 'loopback');
      expect(connections).toBe(1);
    } finally {
      server.close();
    }
  });
});

describe('a receiver that sends elsewhere', () => {
  it.each([301, 302, 303, 307, 308])(
    'by the status %i is not followed, and the letter is not delivered',
    async (status) => {
      const paths: (string | undefined)[] = [];
      const server = createHttpServer((request, response) => {
        paths.push(request.url);
        response.writeHead(status, { location: '/elsewhere' }).end();
      });
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/here`;
      const answer = await send({ ...letter, url }, { reach: 'loopback', nowMs: 0 });
      await new Promise((resolve) => server.close(resolve));
      expect(answer).toEqual({ isDelivered: false, status, error: `answered ${status}: redirects are not followed` });
      expect(paths).toEqual(['/here']);
    },
  );
});

describe('a receiver that hangs', () => {
  it('is waited for no longer than the answer may take', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    const answer = await send({ ...letter, url }, { reach: 'loopback', nowMs: 0, answerMsMax: 50 });
    expect(answer).toEqual({ isDelivered: false, status: null, error: 'no answer within 0.05 s' });
    server.close();
  });
});

describe('a name', () => {
  it.each([
    ['127.0.0.1'],
    ['10.1.2.3'],
    ['169.254.169.254'],
    ['::1'],
    ['::ffff:10.0.0.1'],
    ['fd00::1'],
    ['fe80::1%eth0'],
    ['8.8.8.8', '10.0.0.1'],
  ])('that leads to %s %s is not connected to', async (...addresses) => {
    const { lookup } = leadingTo(addresses);
    const answer = await send(letter, { reach: 'public', nowMs: 0, lookup });
    expect(answer).toMatchObject({ isDelivered: false, status: null });
    expect(answer.error).toContain('does not lead to the public internet');
  });

  it('that leads elsewhere at a second look is connected to where the first was checked', async () => {
    const { lookup, asked } = leadingTo(['8.8.8.8'], ['127.0.0.1']);
    const connected = await new Promise((resolve) =>
      checkedLookup(lookup, 'public')('rebind.example.org', { all: false }, (error, address) =>
        resolve(error ?? address),
      ),
    );
    expect([connected, asked()]).toEqual(['8.8.8.8', 1]);
  });

  it('that leads nowhere is an error and nothing else', async () => {
    const answer = await send(letter, { reach: 'public', nowMs: 0, lookup: leadingTo([]).lookup });
    expect(answer.error).toContain('leads nowhere');
  });
});
