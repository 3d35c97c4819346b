import { createServer } from 'node:https';
import type { LookupFunction } from 'node:net';
import type { AddressInfo } from 'node:net';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import type { TLSSocket } from 'node:tls';
import { certificateOf } from '../../../../test/support/certificate.js';
import { sendOnce } from './webhook-request.js';

describe('a request over TLS', () => {
  const trusted = certificateOf('hooks.example.org');
  const names: (string | false | null)[] = [];
  let location: string | null = null;
  const server = createServer(trusted, (request, response) => {
    names.push((request.socket as TLSSocket & { servername: string }).servername);
    response.writeHead(location === null ? 204 : 302, location === null ? {} : { location }).end();
  });
  const defaults = getCACertificates('default');
  /** Stands for the lookup that has checked the address of the name. */
  const lookup: LookupFunction = (_host, options, done) =>
    options.all === true ? done(null, [{ address: '127.0.0.1', family: 4 }]) : done(null, '127.0.0.1', 4);
  const send = (host: string) => {
    const { port } = server.address() as AddressInfo;
    const request = { url: `https://${host}:${port}/`, headers: {}, body: Buffer.from('{}') };
    return sendOnce(request, { lookup, timeLimitMs: 5_000 }, new AbortController().signal);
  };

  beforeAll(async () => {
    // As NODE_EXTRA_CA_CERTS does it for a process.
    setDefaultCACertificates([...defaults, trusted.cert]);
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  });
  afterAll(async () => {
    setDefaultCACertificates(defaults);
    server.closeAllConnections();
    await new Promise((done) => server.close(done));
  });

  it('goes to the address that was checked, and names the host', async () => {
    expect(await send('hooks.example.org')).toMatchObject({ status: 204, error: null });
    expect(names).toEqual(['hooks.example.org']);
  });

  it('fails where the certificate is of another host', async () => {
    const { status, error } = await send('other.example.org');
    expect(status).toBeNull();
    expect(error).toMatch(/ERR_TLS_CERT_ALTNAME_INVALID .*other\.example\.org.*hooks\.example\.org/);
  });

  it('fails where no authority that is trusted has signed the certificate', async () => {
    server.setSecureContext(certificateOf('self.example.org'));
    const { status, error } = await send('self.example.org');
    server.setSecureContext(trusted);
    expect(status).toBeNull();
    expect(error).toMatch(/DEPTH_ZERO_SELF_SIGNED_CERT.*self-signed/);
  });

  it('does not follow a redirect to plain HTTP', async () => {
    location = 'http://127.0.0.1:1/';
    expect(await send('hooks.example.org')).toMatchObject({ status: 302, error: 'Status 302.' });
  });
});
