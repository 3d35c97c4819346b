import { createServer } from 'node:net';
import { LauncherError } from '../launcher-error.js';

/**
 * Checks that a server can listen there, by listening and closing at once.
 * @param option the option that would choose another port
 * @throws LauncherError with one sentence
 */
export async function requireFreePort(host: string, port: number, option: string): Promise<void> {
  const failure = await tryToListen(host, port);
  if (failure === null) return;
  switch (failure.code) {
    case 'EADDRINUSE':
      throw new LauncherError(
        `Port ${port} is in use by another program: stop it, or choose another port with ${option}.`,
      );
    case 'EACCES':
      throw new LauncherError(
        `This account may not listen on port ${port}: choose a port above 1023 with ${option}.`,
      );
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      throw new LauncherError(`${host} is no address of this machine: choose another one with --host.`);
    default:
      throw failure;
  }
}

function tryToListen(host: string, port: number): Promise<NodeJS.ErrnoException | null> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', resolve);
    server.listen(port, host, () => {
      server.close(() => {
        resolve(null);
      });
    });
  });
}
