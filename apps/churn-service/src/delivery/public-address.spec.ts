import type { lookup } from 'node:dns/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { isPublicAddress, publicLookup } from './public-address.js';
import { sendOnce } from './webhook-request.js';

describe('isPublicAddress', () => {
  it.each([
    ...['8.8.8.8', '1.1.1.1', '172.15.255.255', '172.32.0.1', '100.63.255.255', '100.128.0.1', '192.0.1.1'],
    ...['2606:4700:4700::1111', '2001:4860:4860::8888', '2a00:1450:4001:80b::200e'],
  ])('accepts %s', (address) => expect(isPublicAddress(address)).toBe(true));

  it.each([
    // Unspecified, private, CGNAT, loopback.
    ...['0.0.0.0', '0.1.2.3', '10.0.0.1', '10.255.255.255', '100.64.0.1', '100.127.255.255', '127.0.0.1'],
    ...['127.255.255.254', '172.16.0.1', '172.31.255.255', '192.168.0.1'],
    // Link-local, and metadata hosts of clouds.
    ...['169.254.0.1', '169.254.169.254', '100.100.100.200', '168.63.129.16', '192.0.0.192'],
    // Documentation, benchmarks, relay, multicast, reserved, broadcast.
    ...['192.0.2.1', '198.51.100.1', '203.0.113.1', '198.18.0.1', '198.19.255.255', '192.88.99.1'],
    ...['224.0.0.1', '239.255.255.255', '240.0.0.1', '255.255.255.255'],
    // IPv6: unspecified, loopback, link-local, site-local, unique local, multicast, documentation.
    ...['::', '::1', 'fe80::1', 'fe80::1%eth0', 'fec0::1', 'fc00::1', 'fd00:ec2::254', 'ff02::1'],
    ...['2001:db8::1', '3fff::1', '100::1', '5f00::1'],
    // IPv4 in IPv6: mapped, compatible, NAT64, 6to4, Teredo, also of public addresses.
    ...['::ffff:127.0.0.1', '::ffff:a9fe:a9fe', '::ffff:8.8.8.8', '::7f00:1', '64:ff9b::7f00:1'],
    ...['64:ff9b::808:808', '64:ff9b:1::a00:1', '2002:7f00:1::', '2001:0:7f00:1::1'],
    // No address.
    ...['', 'localhost', '127.1', '0x7f000001'],
  ])('refuses %s', (address) => expect(isPublicAddress(address)).toBe(false));
});

/** Answers what the test says, one list of addresses a lookup. */
function resolver(...answers: string[][]) {
  const asked: string[] = [];
  const resolve = (name: string) => {
    asked.push(name);
    const addresses = answers[Math.min(asked.length, answers.length) - 1]!;
    return Promise.resolve(addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })));
  };
  return { asked, resolve: resolve as unknown as typeof lookup };
}

describe('a request that only public addresses may get', () => {
  let received = 0;
  const server = createServer((_request, response) => {
    received++;
    response.end();
  });
  const port = () => (server.address() as AddressInfo).port;
  const send = (host: string, resolve?: typeof lookup) =>
    sendOnce(
      { url: `http://${host}:${port()}/`, headers: {}, body: Buffer.from('{}') },
      { lookup: publicLookup(resolve), timeLimitMs: 5_000 },
      new AbortController().signal,
    );

  beforeAll(() => new Promise<void>((done) => server.listen(0, '127.0.0.1', done)));
  afterAll(() => new Promise((done) => server.close(done)));

  it.each([
    ...['127.0.0.1', 'localhost', '2130706433', '0x7f.1', '0177.0.0.1', '127.1', '0', '[::1]'],
    ...['[::ffff:127.0.0.1]', '[::ffff:7f00:1]', '[64:ff9b::7f00:1]', '①②⑦.0.0.1'],
  ])('is refused for the host %s', async (host) => {
    expect(await send(host)).toMatchObject({
      status: null,
      error: expect.stringContaining('not a public address') as string,
    });
  });

  it.each([[['127.0.0.1']], [['8.8.8.8', '127.0.0.1']], [['2606:4700::1', '::ffff:127.0.0.1']]])(
    'is refused for a name with the addresses %j',
    async (addresses) => {
      const { asked, resolve } = resolver(addresses);
      expect(await send('hooks.example.org', resolve)).toMatchObject({ status: null });
      expect(asked).toEqual(['hooks.example.org']);
    },
  );

  it('goes to the addresses that were checked, though the name has others soon after', async () => {
    const { asked, resolve } = resolver(['8.8.8.8'], ['127.0.0.1']);
    const addresses = await new Promise((done, fail) => {
      publicLookup(resolve)('hooks.example.org', { all: true }, (error, found) =>
        error === null ? done(found) : fail(error),
      );
    });
    expect(addresses).toEqual([{ address: '8.8.8.8', family: 4 }]);
    expect(asked).toHaveLength(1);
    // The next attempt checks anew.
    expect(await send('hooks.example.org', resolve)).toMatchObject({ status: null });
  });

  afterAll(() => expect(received).toBe(0));
});
