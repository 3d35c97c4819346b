import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { requireFreePort } from './require-free-port.js';

describe('a port', () => {
  it('is refused while another program has it', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    try {
      const wanted = requireFreePort('127.0.0.1', port, '--churn-port');
      await expect(wanted).rejects.toThrow(`Port ${port} is in use by`);
      await expect(wanted).rejects.toThrow('choose another port with --churn-port');
    } finally {
      await new Promise((resolve) => server.close(resolve));
    }
    await requireFreePort('127.0.0.1', port, '--churn-port');
  });

  it('is refused for an address that is not ours', async () => {
    await expect(requireFreePort('192.0.2.1', 0, '--churn-port')).rejects.toThrow(/--host/);
  });
});
