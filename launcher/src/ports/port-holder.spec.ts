import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { listeningSockets, portHolder } from './port-holder.js';
import { requireFreePort } from './require-free-port.js';

const TABLE = `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:0BB9 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 41001 1 0 100 0 0 10 0
   1: 0100007F:0BB9 0100007F:D2F0 01 00000000:00000000 00:00000000 00000000     0        0 41002 1 0 20 4 30 10 -1
   2: 00000000:1BB9 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 41003 1 0 100 0 0 10 0
`;

describe('the holder of a port', () => {
  it('is found among listening sockets only', () => {
    expect(listeningSockets(TABLE, 3001)).toEqual(['41001']);
    expect(listeningSockets(TABLE, 7097)).toEqual(['41003']);
    expect(listeningSockets(TABLE, 3002)).toEqual([]);
    expect(listeningSockets('', 3001)).toEqual([]);
  });

  it('is named when the port is wanted', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    try {
      const wanted = requireFreePort('127.0.0.1', port, '--churn-port');
      await expect(wanted).rejects.toThrow(`Port ${port} is in use by`);
      await expect(wanted).rejects.toThrow('choose another port with --churn-port');
      if (process.platform === 'linux') expect(portHolder(port)).toContain(`process ${process.pid} (`);
    } finally {
      await new Promise((resolve) => server.close(resolve));
    }
    await requireFreePort('127.0.0.1', port, '--churn-port');
    expect(portHolder(port)).toBeNull();
  });

  it('does not matter for an address that is not ours', async () => {
    await expect(requireFreePort('192.0.2.1', 0, '--churn-port')).rejects.toThrow(/--host/);
  });
});
