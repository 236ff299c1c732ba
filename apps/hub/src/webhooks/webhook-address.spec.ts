import { describe, expect, it } from 'vitest';
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

describe('the address of a webhook', () => {
  it.each(REFUSED)('is refused at %s', (url) => {
    expect(addressProblem(url, 'public')).not.toBeNull();
  });

  it.each(TAKEN)('is taken at %s', (url) => {
    expect(addressProblem(url, 'public')).toBeNull();
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
